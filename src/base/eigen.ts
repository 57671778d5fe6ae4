/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to a tridiagonal one, then the implicit
 * QL method with Wilkinson's shifts (Golub and Van Loan, Matrix Computations, sections 8.3.1 and 8.3.3).
 *
 * Notation: A [n, n] symmetric, row-major; T = Qᵀ A Q tridiagonal with diagonal d and off-diagonal e (e[i] couples i
 * and i + 1); R [n, n] whose rows become the eigenvectors. Everything walks along rows, so along memory.
 */
import { dot } from "./linear-algebra.ts";

/** An element known to be inside. A copy of linear-algebra.ts's: unbundled, an imported one is 50 times slower in loops. */
const at = (values: Float64Array, index: number): number => values[index] as number;

export interface Eigen {
  /** [n] in falling order. */
  readonly values: Float64Array;
  /** [n, n] row i is the unit eigenvector of value i; its largest component is positive. */
  readonly vectors: Float64Array;
}

/** More sweeps than any matrix of finite numbers has been seen to take. */
const maximumSweeps = 60;

/** @param matrix [n, n] row-major and symmetric; not changed @throws Error when it holds anything but finite numbers */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  if (!matrix.every(Number.isFinite)) throw new Error("only a matrix of finite numbers has eigenvalues here");
  const { diagonal, offDiagonal, reflectors } = tridiagonalise(Float64Array.from(matrix), n);
  const rows = accumulate(reflectors, n);
  diagonalise(diagonal, offDiagonal, rows, n);
  return inFallingOrder(diagonal, rows, n);
}

/** Row k of `reflectors` holds the unit vector v of the reflection I − 2 v vᵀ that clears column k below its neighbour. */
function tridiagonalise(a: Float64Array, n: number) {
  const reflectors = new Float64Array(n * n);
  const product = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    const v = reflectors.subarray(k * n, (k + 1) * n);
    let squares = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = at(a, k * n + i);
      squares += at(v, i) ** 2;
    }
    const first = at(v, k + 1);
    const length = Math.sqrt(squares);
    if (length === Math.abs(first)) {
      v.fill(0); // already clear
      continue;
    }
    const alpha = first > 0 ? -length : length;
    v[k + 1] = first - alpha;
    const norm = Math.sqrt(squares - first ** 2 + at(v, k + 1) ** 2);
    for (let i = k + 1; i < n; i++) v[i] = at(v, i) / norm;

    // A ← A − 2 (v wᵀ + w vᵀ) with p = A v, w = p − (vᵀ p) v.
    const from = k + 1;
    for (let i = from; i < n; i++) product[i] = dot(a, i * n + from, v, from, n - from);
    const along = dot(v, from, product, from, n - from);
    for (let i = from; i < n; i++) product[i] = at(product, i) - along * at(v, i);
    for (let i = from; i < n; i++) {
      const vi = 2 * at(v, i);
      const wi = 2 * at(product, i);
      for (let j = from, ij = i * n + from; j < n; j++, ij++) a[ij] = at(a, ij) - vi * at(product, j) - wi * at(v, j);
    }
    a[k * n + k + 1] = alpha;
  }
  const diagonal = Float64Array.from({ length: n }, (_, i) => at(a, i * n + i));
  const offDiagonal = Float64Array.from({ length: n }, (_, i) => (i < n - 1 ? at(a, i * n + i + 1) : 0));
  return { diagonal, offDiagonal, reflectors };
}

/** R = Qᵀ. From the last reflection to the first, so that only a growing corner differs from the identity. */
function accumulate(reflectors: Float64Array, n: number): Float64Array {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--) {
    const from = k + 1;
    for (let i = from; i < n; i++) {
      const along = 2 * dot(rows, i * n + from, reflectors, k * n + from, n - from);
      for (let j = from; j < n; j++) rows[i * n + j] = at(rows, i * n + j) - along * at(reflectors, k * n + j);
    }
  }
  return rows;
}

/** QL sweeps over d and e until e is nothing; every rotation also turns two rows of R. */
function diagonalise(d: Float64Array, e: Float64Array, rows: Float64Array, n: number): void {
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m < n - 1 && Math.abs(at(e, m)) > Number.EPSILON * (Math.abs(at(d, m)) + Math.abs(at(d, m + 1)))) m++;
      if (m === l) break;
      if (sweep === maximumSweeps) throw new Error(`the eigenvalues did not settle in sweeps: ${maximumSweeps}`);
      sweepBlock(d, e, rows, n, l, m);
    }
  }
}

/** One implicit QL sweep over the block [l, m], from its end to its beginning. */
function sweepBlock(d: Float64Array, e: Float64Array, rows: Float64Array, n: number, l: number, m: number): void {
  const half = (at(d, l + 1) - at(d, l)) / (2 * at(e, l));
  const shift = at(e, l) / (half + Math.sign(half || 1) * Math.hypot(half, 1));
  let bulge = at(d, m) - at(d, l) + shift;
  let sine = 1;
  let cosine = 1;
  let carried = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * at(e, i);
    const b = cosine * at(e, i);
    const length = Math.hypot(f, bulge);
    e[i + 1] = length;
    if (length === 0) {
      // The block falls in two; each goes on by itself.
      d[i + 1] = at(d, i + 1) - carried;
      e[m] = 0;
      return;
    }
    sine = f / length;
    cosine = bulge / length;
    const g = at(d, i + 1) - carried;
    const r = (at(d, i) - g) * sine + 2 * cosine * b;
    carried = sine * r;
    d[i + 1] = g + carried;
    bulge = cosine * r - b;
    for (let upper = i * n, lower = upper + n; upper < (i + 1) * n; upper++, lower++) {
      const x = at(rows, upper);
      const y = at(rows, lower);
      rows[lower] = sine * x + cosine * y;
      rows[upper] = cosine * x - sine * y;
    }
  }
  d[l] = at(d, l) - carried;
  e[l] = bulge;
  e[m] = 0;
}

function inFallingOrder(d: Float64Array, rows: Float64Array, n: number): Eigen {
  const order = Array.from(d.keys()).sort((i, j) => at(d, j) - at(d, i));
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const row = rows.subarray(from * n, (from + 1) * n);
    const largest = row.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    const sign = largest < 0 ? -1 : 1;
    for (let j = 0; j < n; j++) vectors[to * n + j] = sign * at(row, j);
  });
  return { values: Float64Array.from(order, (i) => at(d, i)), vectors };
}
