/**
 * DTLZ2 (Deb et al. 2005), whose front is the positive part of the unit sphere, and C2-DTLZ2 (Jain and Deb 2014), here of
 * two objectives, which allows of it only what lies in three discs.
 *
 * Notation: M objectives, d axes; the first M - 1 axes are angles θ = x π / 2, the others give
 * g = Σ (x - ½)², and f_i = (1 + g) Π_{j < M - 1 - i} cos θ_j · (sin θ_{M - 1 - i} for i > 0).
 */
import { searchSpace } from "../../../../src/search/space/space.ts";
import { objective, pointOf, slackMetric, unitAxes, type TestProblem } from "../test-problem.ts";

function dtlz2(dimensions: number, objectives: 2 | 3): TestProblem {
  const names = Array.from({ length: objectives }, (_, index) => `f${index + 1}`);
  return {
    name: `DTLZ2-M${objectives}`,
    space: searchSpace(unitAxes(dimensions)),
    metrics: names.map(objective),
    evaluate(candidate) {
      const angles = candidate.subarray(0, objectives - 1).map((x) => (x * Math.PI) / 2);
      const g = candidate.subarray(objectives - 1).reduce((sum, x) => sum + (x - 0.5) ** 2, 0);
      return Object.fromEntries(
        names.map((name, i) => {
          const last = objectives - 1 - i;
          const cosines = angles.subarray(0, last).reduce((product, angle) => product * Math.cos(angle), 1);
          return [name, (1 + g) * cosines * (i > 0 ? Math.sin(angles[last] ?? 0) : 1)];
        }),
      );
    },
    noise: {},
    reference: names.map(() => 1.1),
    // The reference's cube less the part of the unit ball in it.
    maximum: 1.1 ** objectives - (objectives === 2 ? Math.PI / 4 : Math.PI / 6),
    budget: 60,
  };
}

export const dtlz2M2 = dtlz2(6, 2);
export const dtlz2M3 = dtlz2(6, 3);

/** Above 0 in the discs round the front's ends, of radius 0.2, and round its middle, which BoTorch makes √2 as wide. */
function discSlack(point: readonly number[]): number {
  const excess = (centre: readonly number[], radius: number) =>
    point.reduce((sum, value, axis) => sum + (value - (centre[axis] ?? 0)) ** 2, -(radius ** 2));
  const middle = [Math.SQRT1_2, Math.SQRT1_2];
  return -Math.min(excess([1, 0], 0.2), excess([0, 1], 0.2), excess(middle, 0.2 * Math.SQRT2));
}

const free = dtlz2(4, 2);

/** Its maximum is that of an NSGA-II; BoTorch states 0.39964. */
export const c2dtlz2: TestProblem = {
  ...free,
  name: "C2DTLZ2",
  metrics: [...free.metrics, slackMetric],
  evaluate(candidate) {
    const values = free.evaluate(candidate);
    return { ...values, slack: discSlack(pointOf(free, values)) };
  },
  maximum: 0.4,
};
