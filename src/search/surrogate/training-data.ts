/** Readings of a metric as a model is fitted to them. */
import type { Reading } from "../observations.ts";
import { encode, type Encoding } from "./encoding.ts";
import type { TrainingData } from "./marginal-likelihood.ts";
import { noiseOfExactValues, noiseOfMeasurements } from "./priors.ts";
import { scaled, scaledVariance, type Scale } from "./scale.ts";

export function trainingData(encoding: Encoding, readings: readonly Reading[], scale: Scale): TrainingData {
  const candidates = readings.map(({ candidate }) => candidate);
  return {
    ...encode(encoding, candidates),
    targets: Float64Array.from(readings, ({ estimate }) => scaled(scale, estimate.value)),
    variances: Float64Array.from(readings, ({ estimate }) => scaledVariance(scale, estimate)),
    noise: readings.every(({ estimate, isForecast }) => isForecast || estimate.samples === 0) ? noiseOfExactValues : noiseOfMeasurements,
  };
}
