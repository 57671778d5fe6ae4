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
    const shifted = matrix.slice();
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

/**
 * Solves L x = b in place for four rows b, two elements of each at a time: what is read of L and of the rows is used for
 * both. Past the last row it is solved again beside itself, which changes nothing: what is read is read before it is
 * written. (No destructuring: where it is not optimised away it costs more than the arithmetic.)
 */
function solveBlock(factor: Float64Array, n: number, rows: Float64Array, row: number, last: number): void {
  const a = row * n;
  const b = Math.min(row + 1, last) * n;
  const c = Math.min(row + 2, last) * n;
  const d = Math.min(row + 3, last) * n;
  for (let i = 0; i < n; i += 2) {
    // Of an odd number of elements the last one is its own neighbour.
    const next = Math.min(i + 1, n - 1);
    let s0 = at(rows, a + i);
    let s1 = at(rows, b + i);
    let s2 = at(rows, c + i);
    let s3 = at(rows, d + i);
    let t0 = at(rows, a + next);
    let t1 = at(rows, b + next);
    let t2 = at(rows, c + next);
    let t3 = at(rows, d + next);
    for (let k = 0; k < i; k++) {
      const here = at(factor, i * n + k);
      const there = at(factor, next * n + k);
      const x0 = at(rows, a + k);
      const x1 = at(rows, b + k);
      const x2 = at(rows, c + k);
      const x3 = at(rows, d + k);
      s0 -= here * x0;
      s1 -= here * x1;
      s2 -= here * x2;
      s3 -= here * x3;
      t0 -= there * x0;
      t1 -= there * x1;
      t2 -= there * x2;
      t3 -= there * x3;
    }
    const pivot = at(factor, i * n + i);
    s0 /= pivot;
    s1 /= pivot;
    s2 /= pivot;
    s3 /= pivot;
    rows[a + i] = s0;
    rows[b + i] = s1;
    rows[c + i] = s2;
    rows[d + i] = s3;
    if (next === i) return;
    const link = at(factor, next * n + i);
    const pivotOfNext = at(factor, next * n + next);
    rows[a + next] = (t0 - link * s0) / pivotOfNext;
    rows[b + next] = (t1 - link * s1) / pivotOfNext;
    rows[c + next] = (t2 - link * s2) / pivotOfNext;
    rows[d + next] = (t3 - link * s3) / pivotOfNext;
  }
}

/** Solves L x = b in place for every row b of a matrix [count, n]: four at once take a third of the time. */
export function solveLowerRows(factor: Float64Array, n: number, rows: Float64Array, count: number): void {
  for (let row = 0; row < count; row += blockRows) solveBlock(factor, n, rows, row, count - 1);
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
  const solution = vector.slice();
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
