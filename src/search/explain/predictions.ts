/** What the models expect of candidates, in measured units. */
import { at } from "../../base/linear-algebra.ts";
import { normalQuantile } from "../../base/normal.ts";
import type { Models } from "../models.ts";
import type { Candidate } from "../space/axes.ts";
import { encode } from "../surrogate/encoding.ts";
import { predict } from "../surrogate/gaussian-process.ts";
import { unscaled, type Scale } from "../surrogate/scale.ts";
import type { Prediction } from "./explanation.ts";

const halfWidth = normalQuantile(0.975);

/** A normal distribution of the model's as an interval of measured values. */
export function interval(scale: Scale, mean: number, deviation: number): Prediction {
  const ends = [-1, 1].map((side) => unscaled(scale, mean + side * halfWidth * deviation));
  return { value: unscaled(scale, mean), low: Math.min(...ends), high: Math.max(...ends) };
}

/** Predictions of every metric that has an outcome, one record a candidate. */
export function predictions(
  { outcomes, encoding }: Models,
  candidates: readonly Candidate[],
): Record<string, Prediction>[] {
  const points = encode(encoding, candidates);
  const believed = outcomes.flatMap((outcome) => {
    if (outcome.metric === null) return [];
    const { metric, scale } = outcome;
    if (outcome.kind === "known")
      return [{ metric, of: (index: number) => interval(scale, outcome.value(candidates[index] ?? new Float64Array()), 0) }];
    const { mean, variance } = predict(outcome.process, points);
    return [{ metric, of: (index: number) => interval(scale, at(mean, index), Math.sqrt(at(variance, index))) }];
  });
  return candidates.map((_, index) => Object.fromEntries(believed.map(({ metric, of }) => [metric, of(index)])));
}
