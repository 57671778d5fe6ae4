/**
 * Log improvement of random hypervolume scalarisations, by an optimistic guess of what a candidate achieves: its mean
 * less 1.8 standard deviations, given what is pending (Vizier's upper confidence bound, arXiv 2408.11527), times the
 * probability of meeting the constraints. For more than four objectives.
 */
import { at } from "../../base/linear-algebra.ts";
import { logarithm } from "../../base/logarithm.ts";
import type { Point } from "../../study/pareto.ts";
import { feasibilityScore } from "./feasibility.ts";
import { scalarisations } from "./scalarisations.ts";
import { feasibleRows, objectivesOf, pendingRows, type Score, type Situation } from "./situation.ts";

/** Standard deviations by which a candidate may be better than expected. */
const optimism = 1.8;

export function scalarisedScore(situation: Situation, reference: Point): Score {
  const objectives = objectivesOf(situation);
  const { reachedBy, gain } = scalarisations(reference);
  // What is pending counts as if it had turned out as expected.
  const settled = feasibleRows(situation, situation.allowed.length, (belief, row) => at(belief.mean, row));
  const reached = reachedBy(settled.map((row) => objectives.map(({ belief }) => at(belief.mean, row))));
  const believers = objectives.map(({ belief }) => ({
    marginal: belief.conditioned([]),
    given: belief.conditioned(pendingRows(situation)),
  }));
  const feasibility = feasibilityScore(situation);
  return (candidates) => {
    const chances = feasibility(candidates);
    const believed = believers.map(({ marginal, given }) => ({
      mean: marginal(candidates).mean,
      deviation: given(candidates).deviation,
    }));
    return Float64Array.from(candidates, (_, c) => {
      const hoped = believed.map(({ mean, deviation }) => mean(c, 0) - optimism * at(deviation, c));
      return logarithm(gain(reached, hoped)) + at(chances, c);
    });
  };
}
