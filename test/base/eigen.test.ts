import { describe, expect, it } from "vitest";
import { symmetricEigen } from "../../src/base/eigen.ts";
import { createRandom } from "../../src/base/random.ts";

function randomSymmetric(n: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = random.normal();
  return matrix;
}

const entry = (matrix: Float64Array, n: number, i: number, j: number) => matrix[i * n + j] ?? NaN;

/** Largest |A v − λ v| and largest |vᵢ·vⱼ − δᵢⱼ|. */
function residuals(matrix: Float64Array, n: number) {
  const { values, vectors } = symmetricEigen(matrix, n);
  let equation = 0;
  let orthonormality = 0;
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      let product = 0;
      let overlap = 0;
      for (let j = 0; j < n; j++) {
        product += entry(matrix, n, i, j) * entry(vectors, n, k, j);
        overlap += entry(vectors, n, k, j) * entry(vectors, n, i, j);
      }
      equation = Math.max(equation, Math.abs(product - (values[k] ?? NaN) * entry(vectors, n, k, i)));
      orthonormality = Math.max(orthonormality, Math.abs(overlap - (i === k ? 1 : 0)));
    }
  }
  return { equation, orthonormality, values };
}

describe("the eigenvectors of a symmetric matrix", () => {
  it("of [[2, 1], [1, 2]] are (1, 1) and (1, -1) over the root of 2", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect([...values].map((value) => value.toFixed(12))).toEqual(["3.000000000000", "1.000000000000"]);
    expect(vectors[0]).toBeCloseTo(Math.SQRT1_2, 12);
    expect(vectors[1]).toBeCloseTo(Math.SQRT1_2, 12);
    expect((vectors[2] ?? 0) * (vectors[3] ?? 0)).toBeCloseTo(-0.5, 12);
  });

  it("of the path's Laplacian have the values 2 − 2 cos(π k / n)", () => {
    const n = 7;
    const matrix = Float64Array.from({ length: n * n }, (_, index) => {
      const [i, j] = [Math.floor(index / n), index % n];
      if (i === j) return i === 0 || i === n - 1 ? 1 : 2;
      return Math.abs(i - j) === 1 ? -1 : 0;
    });
    const { values } = symmetricEigen(matrix, n);
    values.forEach((value, i) => expect(value).toBeCloseTo(2 - 2 * Math.cos((Math.PI * (n - 1 - i)) / n), 12));
  });

  it.each([1, 2, 3, 10, 41, 128])("solve A v = λ v and are orthonormal, n = %d", (n) => {
    const { equation, orthonormality, values } = residuals(randomSymmetric(n, n), n);
    expect(equation).toBeLessThan(1e-11);
    expect(orthonormality).toBeLessThan(1e-12);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });

  it.each([
    ["the identity", (i: number, j: number) => (i === j ? 1 : 0)],
    ["nothing", () => 0],
    ["rank one", (i: number, j: number) => (i + 1) * (j + 1)],
    ["a diagonal", (i: number, j: number) => (i === j ? i - 3 : 0)],
  ])("are orthonormal for equal values: %s", (_, make) => {
    const n = 9;
    const matrix = Float64Array.from({ length: n * n }, (_unused, index) => make(Math.floor(index / n), index % n));
    const { equation, orthonormality } = residuals(matrix, n);
    expect(equation).toBeLessThan(1e-11);
    expect(orthonormality).toBeLessThan(1e-12);
  });

  it("have values that sum to the trace", () => {
    const n = 30;
    const matrix = randomSymmetric(n, 5);
    const trace = Array.from({ length: n }, (_, i) => matrix[i * n + i] ?? 0).reduce((a, b) => a + b, 0);
    expect(symmetricEigen(matrix, n).values.reduce((a, b) => a + b, 0)).toBeCloseTo(trace, 10);
  });

  it("leave the matrix as it was and refuse what is not finite", () => {
    const matrix = randomSymmetric(5, 1);
    const copy = Float64Array.from(matrix);
    symmetricEigen(matrix, 5);
    expect(matrix).toEqual(copy);
    expect(() => symmetricEigen(Float64Array.of(NaN), 1)).toThrow("finite");
  });
});
