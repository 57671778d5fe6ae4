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
  /** Writes k for each r²; both may be the same array. */
  readonly values: (squaredDistances: Float64Array, into: Float64Array) => void;
  /** Writes the factor before ((x_i - x'_i) / ℓ_i)² in ∂k / ∂ log ℓ_i for each r² and its k: no second exponential. */
  readonly slopes: (squaredDistances: Float64Array, values: Float64Array, into: Float64Array) => void;
}

// Each kernel has loops of its own: a function a pair, called for either kernel, is not inlined and costs more than k.

const rootFive = Math.sqrt(5);

/** Twice differentiable: bends where it must. */
export const matern: Kernel = {
  name: "Matérn-5/2",
  values(squaredDistances, into) {
    for (let pair = 0; pair < squaredDistances.length; pair++) {
      const squared = at(squaredDistances, pair);
      const scaled = rootFive * Math.sqrt(squared);
      into[pair] = (1 + scaled + (5 / 3) * squared) * exponential(-scaled);
    }
  },
  slopes(squaredDistances, values, into) {
    for (let pair = 0; pair < squaredDistances.length; pair++) {
      const squared = at(squaredDistances, pair);
      const scaled = rootFive * Math.sqrt(squared);
      into[pair] = ((5 / 3) * (1 + scaled) * at(values, pair)) / (1 + scaled + (5 / 3) * squared);
    }
  },
};

/** Smooth without end: learns smooth functions from fewer trials, and is surer of itself far from them. */
export const squaredExponential: Kernel = {
  name: "squared exponential",
  values(squaredDistances, into) {
    for (let pair = 0; pair < squaredDistances.length; pair++) into[pair] = exponential(-0.5 * at(squaredDistances, pair));
  },
  slopes: (_, values, into) => into.set(values),
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
  const scaled = new Float64Array(inputs.length);
  for (let column = 0; column < columns; column++) {
    const length = at(lengthScales, scaleOf[column] ?? 0);
    for (let index = column; index < inputs.length; index += columns) scaled[index] = at(inputs, index) / length;
  }
  return { ...points, inputs: scaled };
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

/** Rows whose distances are taken together. */
const blockRows = 4;

/**
 * r² of four rows of a to every row of b, two of those at a time: what is read of either is used for all pairs. Past the
 * end its last row is taken again. (No destructuring: where it is not optimised away it costs more than the arithmetic.)
 */
function blockDistances(a: Points, b: Points, row: number, into: Float64Array): void {
  const [columns, mine, theirs, width] = [a.columns, a.inputs, b.inputs, b.count];
  const i1 = Math.min(row + 1, a.count - 1);
  const i2 = Math.min(row + 2, a.count - 1);
  const i3 = Math.min(row + 3, a.count - 1);
  for (let j = 0; j < width; j += 2) {
    const next = Math.min(j + 1, width - 1);
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let t0 = 0;
    let t1 = 0;
    let t2 = 0;
    let t3 = 0;
    for (let k = 0; k < columns; k++) {
      const x0 = at(mine, row * columns + k);
      const x1 = at(mine, i1 * columns + k);
      const x2 = at(mine, i2 * columns + k);
      const x3 = at(mine, i3 * columns + k);
      const here = at(theirs, j * columns + k);
      const there = at(theirs, next * columns + k);
      s0 += (x0 - here) * (x0 - here);
      s1 += (x1 - here) * (x1 - here);
      s2 += (x2 - here) * (x2 - here);
      s3 += (x3 - here) * (x3 - here);
      t0 += (x0 - there) * (x0 - there);
      t1 += (x1 - there) * (x1 - there);
      t2 += (x2 - there) * (x2 - there);
      t3 += (x3 - there) * (x3 - there);
    }
    into[row * width + j] = s0;
    into[i1 * width + j] = s1;
    into[i2 * width + j] = s2;
    into[i3 * width + j] = s3;
    into[row * width + next] = t0;
    into[i1 * width + next] = t1;
    into[i2 * width + next] = t2;
    into[i3 * width + next] = t3;
  }
}

/** k(row i of a, row j of b) for every pair; both in length scales. @returns [a.count, b.count] */
export function kernelMatrix({ values }: Kernel, a: Points, b: Points): Float64Array {
  const matrix = new Float64Array(a.count * b.count);
  for (let row = 0; row < a.count; row += blockRows) blockDistances(a, b, row, matrix);
  values(matrix, matrix);
  return matrix;
}
