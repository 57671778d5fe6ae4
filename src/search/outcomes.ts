/** What the search weighs: objectives, constraints, whether a student trains at all; each with what is known of it. */
import { createRandom, deriveSeed } from "../base/random.ts";
import { metrics, type MetricName } from "../study/metrics.ts";
import { isKnownMetric, knownMetrics } from "../study/known-metrics.ts";
import { signOf } from "../study/pareto.ts";
import { exactly } from "../study/measurement.ts";
import type { Architecture } from "../study/architecture.ts";
import type { Constraint } from "../study/requirements.ts";
import type { Study } from "../study/study.ts";
import { encode, type Encoding } from "./encoding.ts";
import { fit, type GaussianProcess } from "./gaussian-process.ts";
import type { Observations, Reading } from "./observations.ts";
import { fitScale, scaled, scaledBound, scaledVariance, type Scale } from "./scale.ts";

/** Where a value must lie, in the model's units; infinite where it is free. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/** Less is better, in standard deviations of what was seen. */
export type Outcome = { readonly role: "objective" | "constraint" | "trainability"; readonly limits: Limits } & (
  | { readonly kind: "known"; readonly value: (architecture: Architecture) => number }
  | { readonly kind: "modelled"; readonly process: GaussianProcess }
);

const free: Limits = { low: Number.NEGATIVE_INFINITY, high: Infinity };

/** Metrics that differ by ratio rather than by difference. */
const isLogarithmic = (metric: MetricName) =>
  ["ms", "bytes", "FLOPs"].includes(metrics[metric].unit) || metric === "parameters";

function limitsOf(constraints: readonly Constraint[], scale: Scale): Limits {
  return constraints.reduce<Limits>(({ low, high }, { bound, value }) => {
    const limit = scaledBound(scale, value);
    const isUpper = (bound === "atMost") === (scale.sign === 1);
    return isUpper ? { low, high: Math.min(high, limit) } : { low: Math.max(low, limit), high };
  }, free);
}

function model(encoding: Encoding, readings: readonly Reading[], scale: Scale, seed: number): GaussianProcess {
  const data = {
    ...encode(
      encoding,
      readings.map(({ architecture }) => architecture),
    ),
    targets: Float64Array.from(readings, ({ estimate }) => scaled(scale, estimate.value)),
    variances: Float64Array.from(readings, ({ estimate }) => scaledVariance(scale, estimate)),
  };
  return fit(data, createRandom(seed));
}

/** By what share an architecture breaks the constraints on known metrics, which need no trial; 0 where it does not. */
export function knownViolation({ requirements, teacher }: Study): (architecture: Architecture) => number {
  const constraints = requirements.constraints.flatMap(({ metric, bound, value }) =>
    isKnownMetric(metric) ? [{ metric, bound, value }] : [],
  );
  if (constraints.length === 0) return () => 0;
  return (architecture) => {
    const known = knownMetrics(architecture, requirements, teacher);
    return constraints.reduce((sum, { metric, bound, value }) => {
      const excess = bound === "atMost" ? known[metric] - value : value - known[metric];
      return sum + Math.max(0, excess) / Math.max(1, value);
    }, 0);
  };
}

function metricOutcome(
  study: Study,
  observations: Observations,
  encoding: Encoding,
  metric: MetricName,
  seed: number,
): Outcome {
  const { requirements, teacher } = study;
  const objective = requirements.objectives.find((candidate) => candidate.metric === metric);
  const constraints = requirements.constraints.filter((constraint) => constraint.metric === metric);
  const sign = objective !== undefined ? signOf(objective) : constraints[0]?.bound === "atLeast" ? -1 : 1;
  const options = { sign, logarithmic: isLogarithmic(metric), bounds: constraints.map(({ value }) => value) } as const;
  const role = objective === undefined ? "constraint" : "objective";
  if (isKnownMetric(metric)) {
    const value = (architecture: Architecture) => knownMetrics(architecture, requirements, teacher)[metric];
    const scale = fitScale(observations.evaluated.map(value), options);
    return {
      role,
      limits: limitsOf(constraints, scale),
      kind: "known",
      value: (architecture) => scaled(scale, value(architecture)),
    };
  }
  const readings = observations.readings(metric);
  const scale = fitScale(
    readings.map(({ estimate }) => estimate.value),
    options,
  );
  return {
    role,
    limits: limitsOf(constraints, scale),
    kind: "modelled",
    process: model(encoding, readings, scale, seed),
  };
}

/**
 * Whether a student trains at all, learned from the trials that failed: 0 for them, -1 for the others, to lie below one
 * half. So a failure warns of its neighbourhood, and of nothing far away.
 */
function trainableOutcome(observations: Observations, encoding: Encoding, seed: number): Outcome {
  const readings = [
    ...observations.evaluated.map((architecture) => ({ architecture, estimate: exactly(1) })),
    ...observations.failed.map((architecture) => ({ architecture, estimate: exactly(0) })),
  ];
  const scale = fitScale(
    readings.map(({ estimate }) => estimate.value),
    { sign: -1, logarithmic: false, bounds: [] },
  );
  const limits = { low: Number.NEGATIVE_INFINITY, high: scaledBound(scale, 0.5) };
  return { role: "trainability", limits, kind: "modelled", process: model(encoding, readings, scale, seed) };
}

/** The objectives in their order, then the constrained metrics that have to be measured, then trainability. */
export function outcomesOf(study: Study, observations: Observations, encoding: Encoding, seed: number): Outcome[] {
  const { objectives, constraints } = study.requirements;
  const names = new Set<MetricName>([
    ...objectives.map(({ metric }) => metric),
    ...constraints.map(({ metric }) => metric).filter((metric) => !isKnownMetric(metric)),
  ]);
  const outcomes = [...names].map((metric) =>
    metricOutcome(study, observations, encoding, metric, deriveSeed(seed, "fit", metric)),
  );
  return observations.failed.length === 0
    ? outcomes
    : [...outcomes, trainableOutcome(observations, encoding, deriveSeed(seed, "fit", "trainable"))];
}
