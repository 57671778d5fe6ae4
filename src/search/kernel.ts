/**
 * The Matérn-5/2 kernel with a length scale for each axis (automatic relevance determination), of unit variance.
 *
 * Notation: x, x' points of d coordinates; ℓ length scales; r² = Σ ((x_i - x'_i) / ℓ_i)²;
 * k(r) = (1 + √5 r + 5 r² / 3) e^(-√5 r)          Rasmussen and Williams, eq. 4.17
 * ∂k / ∂ log ℓ_i = 5/3 (1 + √5 r) e^(-√5 r) ((x_i - x'_i) / ℓ_i)²
 */
import { at } from "../base/linear-algebra.ts";

const rootFive = Math.sqrt(5);

/** k as a function of r². */
export function matern(squaredDistance: number): number {
  const scaled = rootFive * Math.sqrt(squaredDistance);
  return (1 + scaled + (5 / 3) * squaredDistance) * Math.exp(-scaled);
}

/** The factor before ((x_i - x'_i) / ℓ_i)² in ∂k / ∂ log ℓ_i, as a function of r². */
export function maternSlope(squaredDistance: number): number {
  const scaled = rootFive * Math.sqrt(squaredDistance);
  return (5 / 3) * (1 + scaled) * Math.exp(-scaled);
}

/** Points as rows. */
export interface Points {
  /** [count, dimensions] */
  readonly inputs: Float64Array;
  readonly count: number;
  readonly dimensions: number;
}

/** The points with every coordinate in units of its length scale, so that r² is a plain squared distance. */
export function inLengthScales({ inputs, count, dimensions }: Points, lengthScales: Float64Array): Points {
  return {
    inputs: inputs.map((value, index) => value / at(lengthScales, index % dimensions)),
    count,
    dimensions,
  };
}

/** k(row i of a, row j of b) for every pair; both in length scales. @returns [a.count, b.count] */
export function kernelMatrix(a: Points, b: Points): Float64Array {
  const matrix = new Float64Array(a.count * b.count);
  const d = a.dimensions;
  for (let i = 0; i < a.count; i++)
    for (let j = 0; j < b.count; j++) {
      let squared = 0;
      for (let k = 0; k < d; k++) squared += (at(a.inputs, i * d + k) - at(b.inputs, j * d + k)) ** 2;
      matrix[i * b.count + j] = matern(squared);
    }
  return matrix;
}
