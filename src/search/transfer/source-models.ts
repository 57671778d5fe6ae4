/** What earlier studies know of this problem's metrics, each fitted once when it is first needed. */
import { createRandom, deriveSeed } from "../../base/random.ts";
import { exactly } from "../../study/measurement.ts";
import type { Metric, Problem, Source } from "../problem.ts";
import type { Encoding } from "../surrogate/encoding.ts";
import { fitAlongFeatures } from "../surrogate/feature-trend.ts";
import { noiseOfMeasurements } from "../surrogate/priors.ts";
import { fitScale } from "../surrogate/scale.ts";
import { trainingData } from "../surrogate/training-data.ts";
import type { SourceModel } from "./lessons.ts";

/** With fewer readings a source has seen no shape. */
const fewestReadings = 4;

function sourceModel(source: Source, { name, sign, logarithmic }: Metric, encoding: Encoding, seed: number): SourceModel[] {
  const readings = source.trials.flatMap(({ candidate, values }) => {
    const value = values[name];
    return value !== undefined && Number.isFinite(value) ? [{ candidate, estimate: exactly(value), isForecast: false }] : [];
  });
  if (readings.length < fewestReadings) return [];
  const values = readings.map(({ estimate }) => estimate.value);
  const scale = fitScale(values, { sign, logarithmic, bounds: [] });
  // How well it was measured is not told.
  const data = { ...trainingData(encoding, readings, scale), noise: noiseOfMeasurements };
  return [{ name: source.name, process: fitAlongFeatures(data, encoding, createRandom(seed)) }];
}

/** The models that earlier studies have of a metric: none of those that are known without a model. */
export function sourceModelsOf(
  { sources = [] }: Pick<Problem, "sources">,
  encoding: Encoding,
  seed: number,
): (metric: Metric) => readonly SourceModel[] {
  const fitted = new Map<string, readonly SourceModel[]>();
  return (metric) => {
    if (metric.known !== null) return [];
    const models =
      fitted.get(metric.name) ??
      sources.flatMap((source, index) => sourceModel(source, metric, encoding, deriveSeed(seed, "source", index, metric.name)));
    fitted.set(metric.name, models);
    return models;
  };
}
