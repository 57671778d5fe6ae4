import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cholesky,
  choleskyWithJitter,
  inverseFromCholesky,
  logDeterminant,
  solveCholesky,
  solveLower,
  solveLowerRows,
  solveLowerTransposed,
} from "../../src/base/linear-algebra.ts";
import { createRandom } from "../../src/base/random.ts";

/** B Bᵀ + I, so surely positive definite. */
function positiveDefinite(n: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const b = Float64Array.from({ length: n * n }, () => random.normal());
  return Float64Array.from({ length: n * n }, (_, index) => {
    const [i, j] = [Math.floor(index / n), index % n];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k++) sum += (b[i * n + k] ?? 0) * (b[j * n + k] ?? 0);
    return sum;
  });
}

function factorOf(matrix: Float64Array, n: number): Float64Array {
  const factor = cholesky(matrix, n);
  if (factor === null) throw new Error("not positive definite");
  return factor;
}

describe("cholesky", () => {
  it("is right by hand", () => {
    // [[4, 2], [2, 5]] = [[2, 0], [1, 2]] [[2, 1], [0, 2]]
    const factor = factorOf(Float64Array.of(4, 2, 2, 5), 2);
    expect([...factor]).toEqual([2, 0, 1, 2]);
    expect(logDeterminant(factor, 2)).toBeCloseTo(Math.log(16), 14);
    expect([...inverseFromCholesky(factor, 2)]).toEqual([5 / 16, -2 / 16, -2 / 16, 4 / 16]);
    expect([...solveCholesky(factor, 2, Float64Array.of(8, 9))]).toEqual([22 / 16, 20 / 16]);
  });

  it("solves with either triangle, anywhere in a vector", () => {
    const factor = Float64Array.of(2, 0, 1, 2);
    const lower = Float64Array.of(9, 4, 6);
    solveLower(factor, 2, lower, 1);
    expect([...lower]).toEqual([9, 2, 2]);
    const upper = Float64Array.of(9, 6, 4);
    solveLowerTransposed(factor, 2, upper, 1);
    expect([...upper]).toEqual([9, 2, 2]);
  });

  it("solves any number of rows as it solves each", () => {
    for (let count = 0; count <= 9; count++) {
      const n = 5;
      const factor = factorOf(positiveDefinite(n, count), n);
      const random = createRandom(count);
      const rows = Float64Array.from({ length: count * n }, () => random.normal());
      const together = Float64Array.from(rows);
      solveLowerRows(factor, n, together, count);
      for (let row = 0; row < count; row++) solveLower(factor, n, rows, row * n);
      together.forEach((value, index) => expect(value).toBeCloseTo(rows[index] ?? NaN, 12));
    }
  });

  it("inverts", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(1000), (n, seed) => {
        const matrix = positiveDefinite(n, seed);
        const inverse = inverseFromCholesky(factorOf(matrix, n), n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let k = 0; k < n; k++) sum += (matrix[i * n + k] ?? 0) * (inverse[k * n + j] ?? 0);
            expect(sum).toBeCloseTo(i === j ? 1 : 0, 8);
          }
      }),
      { numRuns: 30 },
    );
  });

  it("says no to what is not positive definite", () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(cholesky(Float64Array.of(NaN), 1)).toBeNull();
    expect(cholesky(Float64Array.of(Infinity), 1)).toBeNull();
    expect(cholesky(new Float64Array(0), 0)).toEqual(new Float64Array(0));
  });

  it("adds the least jitter that works", () => {
    const singular = choleskyWithJitter(Float64Array.of(1, 1, 1, 1), 2);
    expect(singular?.[0]).toBeCloseTo(1, 8);
    expect([...(choleskyWithJitter(Float64Array.of(4, 2, 2, 5), 2) ?? [])]).toEqual([2, 0, 1, 2]);
    expect(choleskyWithJitter(Float64Array.of(NaN), 1)).toBeNull();
    expect(choleskyWithJitter(Float64Array.of(0), 1)).toBeNull();
  });
});
