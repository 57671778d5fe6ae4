/**
 * The chance that a candidate in training ends on the Pareto front of what has been measured, within every bound.
 *
 * Unlike the acquisition's chance of the same name this is about measurements, noise included, since a trial is lost
 * when the results would have shown it. Trials to come can only push a candidate off the front, so the chance today is
 * an upper bound of that at the study's end.
 */
import { exponential } from "../../base/exponential.ts";
import { at } from "../../base/linear-algebra.ts";
import { mean } from "../../base/statistics.ts";
import type { Point } from "../../study/pareto.ts";
import { logWithin } from "../acquisition/feasibility.ts";
import { modelsOf, type Models } from "../models.ts";
import type { Metric, Problem, TriedCandidate } from "../problem.ts";
import type { Candidate } from "../space/axes.ts";
import { encode } from "../surrogate/encoding.ts";
import { predict } from "../surrogate/gaussian-process.ts";
import type { Limits, Outcome } from "../surrogate/outcomes.ts";
import { scaled, scaledVariance } from "../surrogate/scale.ts";
import { openChance, type Uncertain } from "./open-chance.ts";

const valueOf = ({ known, name }: Metric, { candidate, readings }: TriedCandidate) =>
  known?.(candidate) ?? readings[name]?.value ?? Number.NaN;

const anything: Limits = { low: Number.NEGATIVE_INFINITY, high: Infinity };

/** What will be measured of the candidate, in the model's units. */
function expected(metric: Metric, outcome: Outcome, candidate: Candidate, { encoding, observations }: Models): Uncertain {
  const { scale, limits } = outcome;
  // That bounds on what is known are met was seen before.
  if (outcome.kind === "known") return { mean: scaled(scale, metric.known?.(candidate) ?? Number.NaN), deviation: 0, limits: anything };
  const { mean: means, variance } = predict(outcome.process, encode(encoding, [candidate]));
  const measured = observations.readings(metric.name).filter(({ isForecast }) => !isForecast);
  const noise = outcome.process.hyperparameters.noise + mean(measured.map(({ estimate }) => scaledVariance(scale, estimate)));
  return { mean: at(means, 0), deviation: Math.sqrt(at(variance, 0) + noise), limits };
}

/** Finished trials of which everything that counts is known. */
export const measuredTrials = ({ metrics, tried }: Pick<Problem, "metrics" | "tried">): TriedCandidate[] =>
  tried.filter(
    (trial) => trial.state === "complete" && metrics.every((metric) => Number.isFinite(valueOf(metric, trial))),
  );

const isFeasible = (trial: TriedCandidate, metrics: readonly Metric[]) =>
  metrics.every((metric) => {
    const actual = valueOf(metric, trial);
    return metric.bounds.every(({ bound, value }) => (bound === "atMost" ? actual <= value : actual >= value));
  });

/** @param candidate in training; what its curve tells is among the problem's readings */
export function measuredFrontChance(problem: Problem, candidate: Candidate, seed: number): number {
  const models = modelsOf(problem, seed);
  if (models.violation(candidate) > 0) return 0;
  const weighed = problem.metrics.flatMap((metric) => {
    const outcome = models.outcomes.find((one) => one.metric === metric.name);
    return outcome === undefined ? [] : [{ metric, outcome, value: expected(metric, outcome, candidate, models) }];
  });
  const objectives = weighed.filter(({ outcome }) => outcome.role === "objective");
  const constraints = weighed.filter(({ outcome }) => outcome.role === "constraint");

  const front = measuredTrials(problem)
    .filter((trial) => isFeasible(trial, problem.metrics))
    .map((trial): Point => objectives.map(({ metric, outcome }) => scaled(outcome.scale, valueOf(metric, trial))));
  const withinBounds = constraints.reduce(
    (sum, { value: { limits, mean: centre, deviation } }) => sum + logWithin(limits, centre, deviation),
    0,
  );
  return openChance(front, objectives.map(({ value }) => value)) * exponential(withinBounds);
}
