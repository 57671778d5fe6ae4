/** What the search weighs: objectives, constraints, whether a student trains at all; each with what is known of it. */
import { createRandom, deriveSeed } from "../../base/random.ts";
import { exactly } from "../../study/measurement.ts";
import type { Observations } from "../observations.ts";
import type { Bound, Metric, Problem } from "../problem.ts";
import type { Candidate } from "../space/axes.ts";
import { learnFrom, type Lesson, type SourceModel } from "../transfer/lessons.ts";
import type { Encoding } from "./encoding.ts";
import { fitAlongFeatures } from "./feature-trend.ts";
import { fit, type GaussianProcess } from "./gaussian-process.ts";
import { fitScale, scaled, type Scale } from "./scale.ts";
import { trainingData } from "./training-data.ts";

/** Where a value must lie, in the model's units; infinite where it is free. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/** Less is better, in standard deviations of what was seen. */
export type Outcome = {
  /** The metric's name; null: whether a student trains at all. */
  readonly metric: string | null;
  readonly role: "objective" | "constraint" | "trainability";
  /** From measured values to the model's. */
  readonly scale: Scale;
  readonly limits: Limits;
} & (
  | { readonly kind: "known"; readonly value: (candidate: Candidate) => number }
  | {
      readonly kind: "modelled";
      readonly process: GaussianProcess;
      /** What came of earlier studies that measured it; absent where there are none. */
      readonly lesson?: Lesson;
    }
);

const free: Limits = { low: Number.NEGATIVE_INFINITY, high: Infinity };

function limitsOf(bounds: readonly Bound[], scale: Scale): Limits {
  return bounds.reduce<Limits>(({ low, high }, { bound, value }) => {
    const limit = scaled(scale, value);
    const isUpper = (bound === "atMost") === (scale.sign === 1);
    return isUpper ? { low, high: Math.min(high, limit) } : { low: Math.max(low, limit), high };
  }, free);
}

/** By what share a candidate breaks the bounds on known metrics, which need no trial; 0 where it does not. */
export function knownViolation({ metrics }: Problem): (candidate: Candidate) => number {
  const bounded = metrics.flatMap(({ known, bounds }) => (known === null || bounds.length === 0 ? [] : [{ known, bounds }]));
  if (bounded.length === 0) return () => 0;
  return (candidate) =>
    bounded.reduce((sum, { known, bounds }) => {
      const actual = known(candidate);
      return bounds.reduce((total, { bound, value }) => {
        const excess = bound === "atMost" ? actual - value : value - actual;
        return total + Math.max(0, excess) / Math.max(1, Math.abs(value));
      }, sum);
    }, 0);
}

function metricOutcome(
  metric: Metric,
  observations: Observations,
  encoding: Encoding,
  sources: readonly SourceModel[],
  seed: number,
): Outcome {
  const { sign, logarithmic, known } = metric;
  const options = { sign, logarithmic, bounds: metric.bounds.map(({ value }) => value) };
  const role = metric.isObjective ? "objective" : "constraint";
  if (known !== null) {
    const scale = fitScale(observations.evaluated.map(known), options);
    const limits = limitsOf(metric.bounds, scale);
    return { metric: metric.name, role, scale, limits, kind: "known", value: (candidate) => scaled(scale, known(candidate)) };
  }
  const readings = observations.readings(metric.name);
  const scale = fitScale(
    readings.map(({ estimate }) => estimate.value),
    options,
  );
  const limits = limitsOf(metric.bounds, scale);
  const data = trainingData(encoding, readings, scale);
  const alone = fitAlongFeatures(data, encoding, createRandom(seed));
  const learned = sources.length === 0 ? { process: alone } : learnFrom(sources, data, alone);
  return { metric: metric.name, role, scale, limits, kind: "modelled", ...learned };
}

/**
 * Whether a student trains at all, learned from the trials that failed: 0 for them, -1 for the others, to lie below one
 * half. So a failure warns of its neighbourhood, and of nothing far away.
 */
function trainableOutcome(observations: Observations, encoding: Encoding, seed: number): Outcome {
  const readings = [
    ...observations.evaluated.map((candidate) => ({ candidate, estimate: exactly(1), isForecast: false })),
    ...observations.failed.map((candidate) => ({ candidate, estimate: exactly(0), isForecast: false })),
  ];
  const scale = fitScale(
    readings.map(({ estimate }) => estimate.value),
    { sign: -1, logarithmic: false, bounds: [] },
  );
  const limits = { low: Number.NEGATIVE_INFINITY, high: scaled(scale, 0.5) };
  const process = fit(trainingData(encoding, readings, scale), createRandom(seed));
  return { metric: null, role: "trainability", scale, limits, kind: "modelled", process };
}

/**
 * The objectives in their order, then the bounded metrics that have to be measured, then trainability.
 * @param sourcesOf what earlier studies know of a metric
 */
export function outcomesOf(
  { metrics }: Problem,
  observations: Observations,
  encoding: Encoding,
  sourcesOf: (metric: Metric) => readonly SourceModel[],
  seed: number,
): Outcome[] {
  const weighed = [
    ...metrics.filter(({ isObjective }) => isObjective),
    ...metrics.filter(({ isObjective, known, bounds }) => !isObjective && known === null && bounds.length > 0),
  ];
  const outcomes = weighed.map((metric) =>
    metricOutcome(metric, observations, encoding, sourcesOf(metric), deriveSeed(seed, "fit", metric.name)),
  );
  return observations.failed.length === 0
    ? outcomes
    : [...outcomes, trainableOutcome(observations, encoding, deriveSeed(seed, "fit", "trainable"))];
}
