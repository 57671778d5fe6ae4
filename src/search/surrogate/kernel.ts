/**
 * Kernels of unit variance with a length scale for each axis (automatic relevance determination). A categorical axis has
 * a column for each category and one length scale for all of them.
 *
 * Notation: x, x' points; ℓ_i the length scale of column i; r² = Σ ((x_i - x'_i) / ℓ_i)²
 * Matérn-5/2           k = (1 + √5 r + 5 r² / 3) e^(-√5 r)       Rasmussen and Williams, eq. 4.17
 *                      ∂k / ∂ log ℓ_i = 5/3 (1 + √5 r) e^(-√5 r) ((x_i - x'_i) / ℓ_i)²
 * squared exponential  k = e^(-r² / 2)                           eq. 4.9
 *                      ∂k / ∂ log ℓ_i = e^(-r² / 2) ((x_i - x'_i) / ℓ_i)²
 */
import { exponential } from "../../base/exponential.ts";
import { at } from "../../base/linear-algebra.ts";

export interface Kernel {
  readonly name: "Matérn-5/2" | "squared exponential";
  /** k as a function of r². */
  readonly value: (squaredDistance: number) => number;
  /** The factor before ((x_i - x'_i) / ℓ_i)² in ∂k / ∂ log ℓ_i, from r² and k: no second exponential. */
  readonly slope: (squaredDistance: number, value: number) => number;
}

const rootFive = Math.sqrt(5);

/** Twice differentiable: bends where it must. */
export const matern: Kernel = {
  name: "Matérn-5/2",
  value(squaredDistance) {
    const scaled = rootFive * Math.sqrt(squaredDistance);
    return (1 + scaled + (5 / 3) * squaredDistance) * exponential(-scaled);
  },
  slope(squaredDistance, value) {
    const scaled = rootFive * Math.sqrt(squaredDistance);
    return ((5 / 3) * (1 + scaled) * value) / (1 + scaled + (5 / 3) * squaredDistance);
  },
};

/** Smooth without end: learns smooth functions from fewer trials, and is surer of itself far from them. */
export const squaredExponential: Kernel = {
  name: "squared exponential",
  value: (squaredDistance) => exponential(-0.5 * squaredDistance),
  slope: (_, value) => value,
};

/** Points as rows. */
export interface Points {
  /** [count, columns] */
  readonly inputs: Float64Array;
  readonly count: number;
  readonly columns: number;
  /** Which length scale each column is measured in. [columns] */
  readonly scaleOf: readonly number[];
}

/** The points with every coordinate in units of its length scale, so that r² is a plain squared distance. */
export function inLengthScales(points: Points, lengthScales: Float64Array): Points {
  const { inputs, columns, scaleOf } = points;
  const divisors = Float64Array.from(scaleOf, (scale) => at(lengthScales, scale));
  return { ...points, inputs: inputs.map((value, index) => value / at(divisors, index % columns)) };
}

/** Some of the points, in the given order. */
export function pointsAt(points: Points, kept: readonly number[]): Points {
  return { ...points, inputs: rowsOf(points.inputs, points.columns, kept), count: kept.length };
}

/** Some rows of a matrix [rows, width], in the given order. */
export function rowsOf(matrix: Float64Array, width: number, kept: readonly number[]): Float64Array {
  const rows = new Float64Array(kept.length * width);
  kept.forEach((row, index) => rows.set(matrix.subarray(row * width, (row + 1) * width), index * width));
  return rows;
}

/** k(row i of a, row j of b) for every pair; both in length scales. @returns [a.count, b.count] */
export function kernelMatrix({ value }: Kernel, a: Points, b: Points): Float64Array {
  const matrix = new Float64Array(a.count * b.count);
  for (let i = 0, row = 0, index = 0; i < a.count; i++, row += a.columns)
    // Walks through all of b, element by element.
    for (let j = 0, other = 0; j < b.count; j++, index++) {
      let squared = 0;
      for (let mine = row; mine < row + a.columns; mine++, other++) {
        const difference = at(a.inputs, mine) - at(b.inputs, other);
        squared += difference * difference;
      }
      matrix[index] = value(squared);
    }
  return matrix;
}
