/**
 * From a teacher's coordinates to a student's.
 *
 * Notation: h the teacher's hidden size, E [V, h] its word embeddings, U [h, h] rows u_i the principal directions of
 * E (eigenvectors of Eᵀ E by falling eigenvalue; not centred, so that inner products with E survive best).
 * A projection M [m, h] takes a teacher's vector x to M x; its rows are orthonormal. The first rows of U are the
 * best m directions for every m, so students of all widths share one nested set of coordinates.
 */
import { symmetricEigen } from "../base/eigen.ts";
import type { NamedTensor } from "../base/tensors.ts";

/** A matrix, row-major. */
export type Matrix = NamedTensor;

export const rowsOf = ({ shape }: Matrix): number => shape[0] ?? 1;
export const columnsOf = ({ shape }: Matrix): number => shape[shape.length - 1] ?? 1;

/** Beyond this many rows of E the directions are found from rows evenly spaced among them: E of BERT takes seconds. */
const mostRows = 8192;

export function identity(size: number): Matrix {
  const data = new Float32Array(size * size);
  for (let i = 0; i < size; i++) data[i * size + i] = 1;
  return { shape: [size, size], data };
}

/** a bᵀ. @param a [n, k] @param b [m, k] @returns [n, m] */
export function timesTransposed(a: Matrix, b: Matrix): Matrix {
  const [n, m, k] = [rowsOf(a), rowsOf(b), columnsOf(a)];
  if (k !== columnsOf(b)) throw new Error(`cannot multiply rows of ${k} with rows of ${columnsOf(b)}`);
  const [x, y] = [a.data, b.data];
  const data = new Float32Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let p = i * k, q = j * k; p < (i + 1) * k; p++, q++) sum += (x[p] as number) * (y[q] as number);
      data[i * m + j] = sum;
    }
  }
  return { shape: [n, m], data };
}

/** U. @param table [V, h] @returns [h, h] */
export function principalDirections(table: Matrix): Matrix {
  const [rows, h] = [rowsOf(table), columnsOf(table)];
  const step = Math.max(1, Math.ceil(rows / mostRows));
  const moments = new Float64Array(h * h); // Eᵀ E
  for (let v = 0; v < rows; v += step) {
    const row = table.data.subarray(v * h, (v + 1) * h);
    for (let i = 0; i < h; i++) {
      const x = row[i] as number;
      for (let j = 0; j <= i; j++) (moments[i * h + j] as number) += x * (row[j] as number);
    }
  }
  for (let i = 0; i < h; i++) for (let j = 0; j < i; j++) moments[j * h + i] = moments[i * h + j] as number;
  return { shape: [h, h], data: Float32Array.from(symmetricEigen(moments, h).vectors) };
}

/** The first rows of a matrix, at most as many as it has. */
export function firstRows(matrix: Matrix, count: number): Matrix {
  const rows = Math.min(count, rowsOf(matrix));
  return { shape: [rows, columnsOf(matrix)], data: matrix.data.subarray(0, rows * columnsOf(matrix)) };
}

/** A copy of `target` with `block` written over its rows and columns from (row, column) on. */
export function overlaid(target: Matrix, block: Matrix, row = 0, column = 0): Matrix {
  const [width, blockWidth] = [columnsOf(target), columnsOf(block)];
  const rows = Math.min(rowsOf(block), rowsOf(target) - row);
  const data = target.data.slice();
  for (let i = 0; i < rows; i++) data.set(block.data.subarray(i * blockWidth, (i + 1) * blockWidth), (row + i) * width + column);
  return { shape: target.shape, data };
}
