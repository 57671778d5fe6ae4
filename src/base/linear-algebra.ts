/**
 * Dense linear algebra on symmetric positive definite matrices.
 *
 * Notation: matrices are row-major Float64Arrays; A [n, n] symmetric, L [n, n] lower triangular with A = L Lᵀ (what
 * lies above its diagonal is zero).
 */
import { logarithm } from "./logarithm.ts";

/** An element known to be inside: `noUncheckedIndexedAccess` cannot see loop bounds, and `?? 0` would hide mistakes. */
export const at = (values: Float64Array, index: number): number => values[index] as number;

/** Σ a[aStart + i] · b[bStart + i] for i < length. */
export function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, length: number): number {
  // Four sums at once: one alone waits for its own last addition, which makes everything here twice as slow.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += at(a, aStart + i) * at(b, bStart + i);
    s1 += at(a, aStart + i + 1) * at(b, bStart + i + 1);
    s2 += at(a, aStart + i + 2) * at(b, bStart + i + 2);
    s3 += at(a, aStart + i + 3) * at(b, bStart + i + 3);
  }
  for (; i < length; i++) s0 += at(a, aStart + i) * at(b, bStart + i);
  return s0 + s1 + (s2 + s3);
}

/** L of A = L Lᵀ, or null where A is not positive definite (or not finite). */
export function cholesky(matrix: Float64Array, n: number): Float64Array | null {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++)
      factor[row + j] = (at(matrix, row + j) - dot(factor, row, factor, j * n, j)) / at(factor, j * n + j);
    const pivot = at(matrix, row + i) - dot(factor, row, factor, row, i);
    if (!(pivot > 0) || pivot === Infinity) return null;
    factor[row + i] = Math.sqrt(pivot);
  }
  return factor;
}

/**
 * The Cholesky factor of A + jitter I with the least jitter that works: none, then 1e-10 of the mean diagonal, ten
 * times more at each try.
 * @returns null where even the mean diagonal itself does not suffice
 */
export function choleskyWithJitter(matrix: Float64Array, n: number): Float64Array | null {
  let diagonal = 0;
  for (let i = 0; i < n; i++) diagonal += at(matrix, i * n + i) / n;
  for (let jitter = 0; jitter <= diagonal; jitter = jitter === 0 ? 1e-10 * diagonal : jitter * 10) {
    const shifted = Float64Array.from(matrix);
    for (let i = 0; i < n; i++) shifted[i * n + i] = at(matrix, i * n + i) + jitter;
    const factor = cholesky(shifted, n);
    if (factor !== null) return factor;
    if (diagonal === 0) break;
  }
  return null;
}

/** Solves L x = b in place. @param start where the vector b of length n begins */
export function solveLower(factor: Float64Array, n: number, vector: Float64Array, start = 0): void {
  for (let i = 0; i < n; i++)
    vector[start + i] = (at(vector, start + i) - dot(factor, i * n, vector, start, i)) / at(factor, i * n + i);
}

/** Rows that are solved together. */
const blockRows = 4;

/** Solves L x = b in place for four rows b that follow each other. */
function solveBlock(factor: Float64Array, n: number, rows: Float64Array, start: number): void {
  const [a, b, c, d] = [start, start + n, start + 2 * n, start + 3 * n];
  for (let i = 0; i < n; i++) {
    let [s0, s1, s2, s3] = [at(rows, a + i), at(rows, b + i), at(rows, c + i), at(rows, d + i)];
    for (let k = 0; k < i; k++) {
      const element = at(factor, i * n + k);
      s0 -= element * at(rows, a + k);
      s1 -= element * at(rows, b + k);
      s2 -= element * at(rows, c + k);
      s3 -= element * at(rows, d + k);
    }
    const pivot = at(factor, i * n + i);
    rows[a + i] = s0 / pivot;
    rows[b + i] = s1 / pivot;
    rows[c + i] = s2 / pivot;
    rows[d + i] = s3 / pivot;
  }
}

/**
 * Solves L x = b in place for every row b of a matrix [count, n]. Four at once read each element of L once and do not wait
 * for each other's sums, which takes half the time.
 */
export function solveLowerRows(factor: Float64Array, n: number, rows: Float64Array, count: number): void {
  let row = 0;
  for (; row + blockRows <= count; row += blockRows) solveBlock(factor, n, rows, row * n);
  for (; row < count; row++) solveLower(factor, n, rows, row * n);
}

/** Solves Lᵀ x = b in place. */
export function solveLowerTransposed(factor: Float64Array, n: number, vector: Float64Array, start = 0): void {
  for (let i = n - 1; i >= 0; i--) {
    const value = at(vector, start + i) / at(factor, i * n + i);
    vector[start + i] = value;
    for (let j = 0; j < i; j++) vector[start + j] = at(vector, start + j) - value * at(factor, i * n + j);
  }
}

/** x of L Lᵀ x = b. */
export function solveCholesky(factor: Float64Array, n: number, vector: Float64Array): Float64Array {
  const solution = Float64Array.from(vector);
  solveLower(factor, n, solution);
  solveLowerTransposed(factor, n, solution);
  return solution;
}

/** log |L Lᵀ| */
export function logDeterminant(factor: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * logarithm(at(factor, i * n + i));
  return sum;
}

/** (L Lᵀ)⁻¹ [n, n] */
export function inverseFromCholesky(factor: Float64Array, n: number): Float64Array {
  // Row j of `columns` is column j of L⁻¹, so that every inner loop walks memory in order.
  const columns = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const row = j * n;
    columns[row + j] = 1 / at(factor, row + j);
    for (let i = j + 1; i < n; i++)
      columns[row + i] = -dot(factor, i * n + j, columns, row + j, i - j) / at(factor, i * n + i);
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = dot(columns, i * n + i, columns, j * n + i, n - i);
      inverse[i * n + j] = value;
      inverse[j * n + i] = value;
    }
  return inverse;
}
