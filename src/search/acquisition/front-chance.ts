/**
 * The chance that a candidate turns out to be on the Pareto front and within every bound: over the draws of the values
 * at what was tried, the mean of P(y in the region that draw's front leaves open), which is a sum over boxes since the
 * objectives are independent: Σ_boxes Π_m (Φ((u_m - μ_m) / s_m) - Φ((l_m - μ_m) / s_m)).
 */
import { exponential } from "../../base/exponential.ts";
import { at } from "../../base/linear-algebra.ts";
import { dominates, type Point } from "../../study/pareto.ts";
import { sobolNormals } from "../quasi-random.ts";
import { nondominatedBoxes } from "./boxes.ts";
import { feasibilityScore, logWithin } from "./feasibility.ts";
import { mostCountedObjectives } from "./improvement-score.ts";
import { drawnFronts, objectivesOf, type Score, type Situation } from "./situation.ts";

/** P(low ≤ y < high): a box does not hold its upper edge, where something is as good already. */
export function chanceWithin(low: number, high: number, mean: number, deviation: number): number {
  if (!(deviation > 0)) return mean >= low && mean < high ? 1 : 0;
  return exponential(logWithin({ low, high }, mean, deviation));
}

/** P(no point of a draw's front is as good as y), given y's means and deviations. */
type Openness = (draw: number, means: Point, deviations: Point) => number;

function byBoxes(fronts: readonly (readonly Point[])[], objectives: number): Openness {
  const anywhere = new Array<number>(objectives).fill(Infinity);
  const draws = fronts.map((front) => nondominatedBoxes(front, anywhere));
  return (draw, means, deviations) =>
    (draws[draw] ?? []).reduce(
      (chance, { lower, upper }) =>
        chance +
        means.reduce(
          (product, mean, m) => product * chanceWithin(lower[m] ?? 0, upper[m] ?? 0, mean, deviations[m] ?? 0),
          1,
        ),
      0,
    );
}

const sampleCount = 64;
const sampleSeed = 1;

/** Where the boxes are too many: by drawing y. */
function bySamples(fronts: readonly (readonly Point[])[], objectives: number): Openness {
  const normals = sobolNormals(sampleCount, objectives, sampleSeed);
  return (draw, means, deviations) => {
    let open = 0;
    for (let start = 0; start < normals.length; start += objectives) {
      const y = means.map((mean, m) => mean + (deviations[m] ?? 0) * at(normals, start + m));
      if (!(fronts[draw] ?? []).some((point) => dominates(point, y))) open++;
    }
    return open / sampleCount;
  };
}

/** Chances from 0 to 1. */
export function frontChance(situation: Situation): Score {
  const objectives = objectivesOf(situation);
  const { fronts, rows } = drawnFronts(situation);
  const count = objectives.length;
  const openness = count <= mostCountedObjectives ? byBoxes(fronts, count) : bySamples(fronts, count);
  const beliefs = objectives.map(({ belief }) => belief.conditioned(rows));
  const feasibility = feasibilityScore(situation);
  return (candidates) => {
    const believed = beliefs.map((believe) => believe(candidates));
    const feasible = feasibility(candidates);
    return Float64Array.from(candidates, (_, candidate) => {
      const deviations = believed.map(({ deviation }) => at(deviation, candidate));
      const open = fronts.reduce((sum, _front, draw) => {
        const means = believed.map(({ mean }) => mean(candidate, draw));
        return sum + openness(draw, means, deviations);
      }, 0);
      return (open / fronts.length) * exponential(at(feasible, candidate));
    });
  };
}
