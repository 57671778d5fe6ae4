/**
 * Random hypervolume scalarisations: they stand in for the hypervolume where there are more than four objectives and
 * the boxes of the open region too many (Zhang and Golovin 2020, arXiv 2006.04655).
 *
 * Notation: less is better; r reference point, M objectives, w a direction with w_m > 0 and |w| = 1;
 * s_w(y) = min_m (max(0, r_m - y_m) / w_m)^M, the M-th power of how far y reaches from r along w. The volume that points
 * dominate is an integral over all directions, hv(P) = c E_w max_{y ∈ P} s_w(y), where c is the volume of the positive
 * part of the unit ball: c_0 = 1, c_1 = 1, c_M = c_{M-2} π / 2M.
 */
import { at, dot } from "../../base/linear-algebra.ts";
import { power } from "../../base/logarithm.ts";
import type { Point } from "../../study/pareto.ts";
import { sobolNormals } from "../quasi-random.ts";

const directionCount = 512;
const directionSeed = 1;

/** Evenly spread, the same at every call. [directions, objectives] */
function directionsOf(objectives: number): Float64Array {
  const directions = sobolNormals(directionCount, objectives, directionSeed).map(Math.abs);
  for (let start = 0; start < directions.length; start += objectives) {
    const direction = directions.subarray(start, start + objectives);
    const length = Math.sqrt(dot(direction, 0, direction, 0, objectives));
    for (let m = 0; m < objectives; m++) direction[m] = at(direction, m) / length;
  }
  return directions;
}

/** c: the volume of the part of the unit ball where no coordinate is negative. */
export function ballOrthant(dimensions: number): number {
  return dimensions < 2 ? 1 : (ballOrthant(dimensions - 2) * Math.PI) / (2 * dimensions);
}

export interface Scalarisations {
  /** max s_w over the points, for every direction. */
  reachedBy(points: readonly Point[]): Float64Array;
  /** The volume of points that reach so far. */
  volume(reached: Float64Array): number;
  /** The volume that one more point adds to them. */
  gain(reached: Float64Array, point: Point): number;
}

export function scalarisations(reference: Point): Scalarisations {
  const objectives = reference.length;
  const directions = directionsOf(objectives);
  const share = ballOrthant(objectives) / directionCount;
  /** s_w(y) */
  const reach = (w: number, point: Point) => {
    let least = Infinity;
    for (let m = 0; m < objectives; m++) {
      const room = Math.max(0, (reference[m] ?? 0) - (point[m] ?? Number.NaN));
      least = Math.min(least, room / at(directions, w * objectives + m));
    }
    return power(least, objectives);
  };
  return {
    reachedBy: (points) =>
      Float64Array.from({ length: directionCount }, (_, w) =>
        points.reduce((most, point) => Math.max(most, reach(w, point)), 0),
      ),
    volume: (reached) => share * reached.reduce((sum, value) => sum + value, 0),
    gain(reached, point) {
      let sum = 0;
      for (let w = 0; w < directionCount; w++) sum += Math.max(0, reach(w, point) - at(reached, w));
      return share * sum;
    },
  };
}
