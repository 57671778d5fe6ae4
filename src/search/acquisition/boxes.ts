/**
 * The region that no point dominates, as disjoint boxes.
 *
 * Notation: less is better; P points, r reference point, M objectives. The local upper bounds u of P are the greatest
 * corners such that no point of P lies strictly below u; each keeps, for every objective k, a point z^k(u) that defines
 * its k-th coordinate. The region {y < r : no p ∈ P with p ≤ y} is the disjoint union over u of
 * (-∞, u_1) × Π_{j ≥ 2} [max_{k < j} z_j^k(u), u_j).
 * (Klamroth, Lacour and Vanderpooten 2015, algorithm 3; Lacour, Klamroth and Fonseca 2017, equation 2.)
 */
import type { Point } from "../../study/pareto.ts";

interface UpperBound {
  readonly corner: Point;
  /** z^k for each objective k. */
  readonly defining: readonly Point[];
}

export interface Box {
  /** -Infinity where the box is open. */
  readonly lower: Point;
  readonly upper: Point;
}

const coordinate = (point: Point | undefined, axis: number) => point?.[axis] ?? Number.NaN;

/** Splits every bound that the point lies strictly below. */
function insert(bounds: readonly UpperBound[], point: Point): UpperBound[] {
  return bounds.flatMap((bound) => {
    if (!point.every((value, axis) => value < coordinate(bound.corner, axis))) return [bound];
    return point.flatMap((value, axis) => {
      const others = bound.defining.filter((_, k) => k !== axis).map((other) => coordinate(other, axis));
      if (value < Math.max(Number.NEGATIVE_INFINITY, ...others)) return [];
      return [
        {
          corner: bound.corner.map((old, k) => (k === axis ? value : old)),
          defining: bound.defining.map((old, k) => (k === axis ? point : old)),
        },
      ];
    });
  });
}

/** @param points any points; those dominated or beyond the reference change nothing */
export function nondominatedBoxes(points: readonly Point[], reference: Point): Box[] {
  const outside = reference.map((_, k) => reference.map((value, j) => (j === k ? value : Number.NEGATIVE_INFINITY)));
  const bounds = points.reduce<UpperBound[]>(insert, [{ corner: reference, defining: outside }]);
  return bounds
    .map(({ corner, defining }) => ({
      upper: corner,
      lower: corner.map((_, j) =>
        Math.max(Number.NEGATIVE_INFINITY, ...defining.slice(0, j).map((z) => coordinate(z, j))),
      ),
    }))
    .filter(({ lower, upper }) => lower.every((low, j) => low < coordinate(upper, j)));
}
