/**
 * The chance that a point, not known for sure, is dominated by none of a front: Σ_boxes Π_m P(l_m ≤ y_m < u_m) over the
 * boxes that the front leaves open. Objectives are independent and less is better.
 */
import type { Point } from "../../study/pareto.ts";
import { nondominatedBoxes } from "../acquisition/boxes.ts";
import { chanceWithin } from "../acquisition/front-chance.ts";
import type { Limits } from "../surrogate/outcomes.ts";

/** A normal distribution, and where a value must lie. */
export interface Uncertain {
  readonly mean: number;
  /** 0: it is known. */
  readonly deviation: number;
  readonly limits: Limits;
}

/** @param front a value an objective in each point */
export function openChance(front: readonly Point[], objectives: readonly Uncertain[]): number {
  const anywhere = objectives.map(() => Infinity);
  const chance = nondominatedBoxes(front, anywhere).reduce(
    (sum, { lower, upper }) =>
      sum +
      objectives.reduce((product, { mean, deviation, limits }, m) => {
        const [low, high] = [Math.max(lower[m] ?? 0, limits.low), Math.min(upper[m] ?? 0, limits.high)];
        return low < high ? product * chanceWithin(low, high, mean, deviation) : 0;
      }, 1),
    0,
  );
  return Math.min(1, chance);
}
