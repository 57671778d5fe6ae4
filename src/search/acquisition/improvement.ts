/**
 * Expected hypervolume improvement, exactly, for independent normal objectives and a front.
 *
 * Notation: y the candidate's objectives, y_m ~ N(μ_m, s_m²); boxes [l, u) of the region no front point dominates
 * (boxes.ts). The volume y adds is Σ_boxes Π_m (u_m - max(l_m, y_m))⁺, and since the y_m are independent
 * EHVI = Σ_boxes Π_m (ψ_m(u_m) - ψ_m(l_m)),   ψ_m(a) = E (a - y_m)⁺ = s_m (φ(z) + z Φ(z)),  z = (a - μ_m) / s_m
 * (Emmerich, Yang and Deutz 2016). With one objective and one box this is expected improvement.
 */
import { exponential } from "../../base/exponential.ts";
import { at } from "../../base/linear-algebra.ts";
import { logarithm, logarithmOfOnePlus } from "../../base/logarithm.ts";
import { expectedImprovement, logExpectedImprovement } from "../../base/normal.ts";
import type { Point } from "../../study/pareto.ts";
import { nondominatedBoxes } from "./boxes.ts";

/** Boxes whose edges are numbered, so that ψ is taken once an edge instead of once a box. */
export interface Region {
  readonly objectives: number;
  /** The distinct edges of each objective. */
  readonly edges: readonly Float64Array[];
  /** Edge numbers [boxes, objectives]; -1 is -Infinity, where ψ is 0. */
  readonly lower: Int32Array;
  readonly upper: Int32Array;
}

export function openRegion(front: readonly Point[], reference: Point): Region {
  const boxes = nondominatedBoxes(front, reference);
  const edges = reference.map((_, m) =>
    Float64Array.from(
      new Set(boxes.flatMap(({ lower, upper }) => [lower[m] ?? 0, upper[m] ?? 0]).filter(Number.isFinite)),
    ).sort(),
  );
  const numbered = (corners: readonly Point[]) =>
    Int32Array.from(corners.flatMap((corner) => corner.map((value, m) => edges[m]?.indexOf(value) ?? -1)));
  return {
    objectives: reference.length,
    edges,
    lower: numbered(boxes.map(({ lower }) => lower)),
    upper: numbered(boxes.map(({ upper }) => upper)),
  };
}

/** ψ(a) */
function gain(edge: number, mean: number, deviation: number): number {
  if (!(deviation > 0)) return Math.max(0, edge - mean);
  const z = (edge - mean) / deviation;
  // Beyond eight deviations the tail is below the last digit.
  return z > 8 ? edge - mean : deviation * expectedImprovement(z);
}

/** log ψ(a) */
function logGain(edge: number, mean: number, deviation: number): number {
  if (deviation > 0) return logarithm(deviation) + logExpectedImprovement((edge - mean) / deviation);
  return edge > mean ? logarithm(edge - mean) : Number.NEGATIVE_INFINITY;
}

/** log(e^a - e^b) for a ≥ b */
const logDifference = (a: number, b: number) =>
  a > b ? a + logarithmOfOnePlus(-exponential(b - a)) : Number.NEGATIVE_INFINITY;

/** log(e^a + e^b) */
export function logSum(a: number, b: number): number {
  const [most, least] = a > b ? [a, b] : [b, a];
  return least === Number.NEGATIVE_INFINITY ? most : most + logarithmOfOnePlus(exponential(least - most));
}

/** Room for the ψ of a region's edges, kept between candidates. */
export const roomFor = ({ edges }: Region) => edges.map(({ length }) => new Float64Array(length));

/**
 * EHVI; underflows to 0 where improvement is out of reach. The innermost loop of the search: indices are known to be
 * inside, hence the casts.
 */
export function hypervolumeGain(
  { edges, lower, upper, objectives }: Region,
  mean: Float64Array,
  deviation: Float64Array,
  room: readonly Float64Array[],
): number {
  for (let m = 0; m < objectives; m++) {
    const values = edges[m] as Float64Array;
    const gains = room[m] as Float64Array;
    const centre = at(mean, m);
    const spread = at(deviation, m);
    for (let i = 0; i < values.length; i++) gains[i] = gain(at(values, i), centre, spread);
  }
  let sum = 0;
  for (let start = 0; start < lower.length; start += objectives) {
    let product = 1;
    for (let m = 0; m < objectives && product > 0; m++) {
      const gains = room[m] as Float64Array;
      const low = lower[start + m] as number;
      product *= at(gains, upper[start + m] as number) - (low < 0 ? 0 : at(gains, low));
    }
    sum += product;
  }
  return sum;
}

/** log EHVI, finite wherever improvement is possible at all; slower. */
export function logHypervolumeGain(
  { edges, lower, upper, objectives }: Region,
  mean: ArrayLike<number>,
  deviation: ArrayLike<number>,
): number {
  const gains = edges.map((values, m) => values.map((edge) => logGain(edge, mean[m] ?? 0, deviation[m] ?? 0)));
  let sum = Number.NEGATIVE_INFINITY;
  for (let start = 0; start < lower.length; start += objectives) {
    let product = 0;
    for (let m = 0; m < objectives; m++) {
      const low = lower[start + m] ?? -1;
      const most = gains[m]?.[upper[start + m] ?? 0] ?? Number.NEGATIVE_INFINITY;
      product += logDifference(
        most,
        low < 0 ? Number.NEGATIVE_INFINITY : (gains[m]?.[low] ?? Number.NEGATIVE_INFINITY),
      );
    }
    sum = logSum(sum, product);
  }
  return sum;
}
