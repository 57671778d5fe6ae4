/**
 * The chance that a candidate turns out to be on the Pareto front and within every bound: over the draws of the values
 * at what was tried, the mean of P(y in the region that draw's front leaves open), which is a sum over boxes since the
 * objectives are independent: Σ_boxes Π_m (Φ((u_m - μ_m) / s_m) - Φ((l_m - μ_m) / s_m)).
 */
import { at } from "../../base/linear-algebra.ts";
import { nondominatedBoxes } from "./boxes.ts";
import { feasibilityScore, logWithin } from "./feasibility.ts";
import { drawnFronts, objectivesOf, type Score, type Situation } from "./situation.ts";

/** P(low ≤ y < high): a box does not hold its upper edge, where something is as good already. */
export function chanceWithin(low: number, high: number, mean: number, deviation: number): number {
  if (!(deviation > 0)) return mean >= low && mean < high ? 1 : 0;
  return Math.exp(logWithin({ low, high }, mean, deviation));
}

/** Chances from 0 to 1. */
export function frontChance(situation: Situation): Score {
  const objectives = objectivesOf(situation);
  const anywhere = objectives.map(() => Infinity);
  const { fronts, rows } = drawnFronts(situation);
  const draws = fronts.map((front) => nondominatedBoxes(front, anywhere));
  const beliefs = objectives.map(({ belief }) => belief.conditioned(rows));
  const feasibility = feasibilityScore(situation);
  return (candidates) => {
    const believed = beliefs.map((believe) => believe(candidates));
    const feasible = feasibility(candidates);
    return Float64Array.from(candidates, (_, candidate) => {
      const open = draws.reduce(
        (sum, boxes, draw) =>
          sum +
          boxes.reduce(
            (chance, { lower, upper }) =>
              chance +
              believed.reduce(
                (product, { mean, deviation }, m) =>
                  product *
                  chanceWithin(lower[m] ?? 0, upper[m] ?? 0, mean(candidate, draw), at(deviation, candidate)),
                1,
              ),
            0,
          ),
        0,
      );
      return (open / draws.length) * Math.exp(at(feasible, candidate));
    });
  };
}
