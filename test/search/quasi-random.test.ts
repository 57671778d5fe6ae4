import { describe, expect, it } from "vitest";
import { sobolNormals, sobolPoints } from "../../src/search/quasi-random.ts";
import { mean, standardDeviation } from "../../src/base/statistics.ts";

const column = (points: Float64Array, dimensions: number, dimension: number) =>
  [...points].filter((_, index) => index % dimensions === dimension);

describe("Sobol points", () => {
  it("put one point into each of n equal intervals of every dimension", () => {
    const [count, dimensions] = [64, 150];
    const points = sobolPoints(count, dimensions, 7);
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const intervals = new Set(column(points, dimensions, dimension).map((value) => Math.floor(value * count)));
      expect(intervals.size).toBe(count);
    }
  });

  it("are a net in the first two dimensions: every elementary interval holds one point", () => {
    const points = sobolPoints(64, 2, 3);
    for (let power = 0; power <= 6; power++) {
      const [columns, rows] = [2 ** power, 2 ** (6 - power)];
      const cells = new Set<number>();
      for (let i = 0; i < 64; i++)
        cells.add(Math.floor((points[2 * i] ?? 0) * columns) * rows + Math.floor((points[2 * i + 1] ?? 0) * rows));
      expect(cells.size).toBe(64);
    }
  });

  it("integrate better than chance", () => {
    // ∏ (1 + (x - ½)) has the mean 1; chance would err by about 0.04.
    const [count, dimensions] = [256, 5];
    const points = sobolPoints(count, dimensions, 11);
    let sum = 0;
    for (let i = 0; i < count; i++) {
      let value = 1;
      for (let j = 0; j < dimensions; j++) value *= 0.5 + (points[i * dimensions + j] ?? 0);
      sum += value / count;
    }
    expect(Math.abs(sum - 1)).toBeLessThan(0.005);
  });

  it("repeat themselves for a seed and differ for another", () => {
    expect(sobolPoints(8, 3, 1)).toEqual(sobolPoints(8, 3, 1));
    expect(sobolPoints(8, 3, 1)).not.toEqual(sobolPoints(8, 3, 2));
  });

  it("become normals", () => {
    const normals = column(sobolNormals(256, 3, 5), 3, 2);
    expect(mean(normals)).toBeCloseTo(0, 2);
    expect(standardDeviation(normals)).toBeCloseTo(1, 1);
    expect(normals.every(Number.isFinite)).toBe(true);
  });
});
