import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedImprovement, logExpectedImprovement } from "../../../src/base/normal.ts";
import { hypervolumeGain, logHypervolumeGain, logSum, openRegion, roomFor } from "../../../src/search/acquisition/improvement.ts";
import { logWithin } from "../../../src/search/acquisition/feasibility.ts";
import { sobolNormals } from "../../../src/search/quasi-random.ts";
import { hypervolume, type Point } from "../../../src/study/pareto.ts";

function gainOf(front: readonly Point[], reference: Point, mean: Point, deviation: Point): number {
  const region = openRegion(front, reference);
  return hypervolumeGain(region, Float64Array.from(mean), Float64Array.from(deviation), roomFor(region));
}

/** E max(0, hv(front ∪ y) - hv(front)) by drawing y. */
function drawnGain(front: readonly Point[], reference: Point, mean: Point, deviation: Point, draws: number): number {
  const before = hypervolume(front, reference);
  const normals = sobolNormals(draws, mean.length, 9);
  let sum = 0;
  for (let i = 0; i < draws; i++) {
    const y = mean.map((centre, m) => centre + (deviation[m] ?? 0) * (normals[i * mean.length + m] ?? 0));
    sum += (hypervolume([...front, y], reference) - before) / draws;
  }
  return sum;
}

describe("expected hypervolume improvement", () => {
  it("is expected improvement of one objective", () => {
    // Best 2; y ~ N(3, 2²): 2 (φ(-½) - ½ Φ(-½)).
    expect(gainOf([[2], [5]], [9], [3], [2])).toBeCloseTo(2 * expectedImprovement(-0.5), 12);
    expect(expectedImprovement(-0.5)).toBeCloseTo(Math.exp(logExpectedImprovement(-0.5)), 12);
    // φ(½) - ½ Φ(-½) = 0.352065 - 0.154269
    expect(expectedImprovement(-0.5)).toBeCloseTo(0.197797, 5);
  });

  it("is improvement itself without uncertainty", () => {
    const front = [
      [1, 3],
      [3, 1],
    ];
    expect(gainOf(front, [4, 4], [2, 2], [0, 0])).toBe(1);
    expect(gainOf(front, [4, 4], [0, 0], [0, 0])).toBe(16 - 5);
    expect(gainOf(front, [4, 4], [3, 3], [0, 0])).toBe(0);
    expect(gainOf([], [4, 4, 4], [1, 2, 3], [0, 0, 0])).toBe(6);
  });

  it.each([
    [1, [[0.4]]],
    [
      2,
      [
        [0.2, 0.8],
        [0.5, 0.5],
        [0.9, 0.1],
      ],
    ],
    [
      3,
      [
        [0.2, 0.8, 0.5],
        [0.5, 0.5, 0.4],
        [0.9, 0.1, 0.3],
        [0.3, 0.3, 0.9],
      ],
    ],
    [
      4,
      [
        [0.2, 0.8, 0.5, 0.5],
        [0.5, 0.5, 0.4, 0.2],
        [0.9, 0.1, 0.3, 0.7],
        [0.3, 0.3, 0.9, 0.4],
      ],
    ],
  ])("agrees with drawing in %i dimensions", (dimensions, front) => {
    const reference = [1, 1.1, 1.2, 1].slice(0, dimensions);
    const mean = [0.4, 0.5, 0.3, 0.5].slice(0, dimensions);
    const deviation = [0.3, 0.2, 0.4, 0.1].slice(0, dimensions);
    const exact = gainOf(front, reference, mean, deviation);
    expect(drawnGain(front, reference, mean, deviation, 4096) / exact).toBeCloseTo(1, 1);
  });

  it("is the same in logarithms, and goes on where it underflows", () => {
    const vector = (length: number, min: number) =>
      fc.array(fc.double({ min, max: 2, noNaN: true }), { minLength: length, maxLength: length });
    fc.assert(
      fc.property(fc.array(vector(3, 0), { maxLength: 6 }), vector(3, -1), vector(3, 0.1), (front, mean, deviation) => {
        const region = openRegion(front, [2, 2, 2]);
        const plain = hypervolumeGain(region, Float64Array.from(mean), Float64Array.from(deviation), roomFor(region));
        expect(logHypervolumeGain(region, mean, deviation)).toBeCloseTo(Math.log(plain), 4);
      }),
      { numRuns: 60 },
    );
    const region = openRegion([[0, 0]], [1, 1]);
    const [near, far] = [50, 60].map((distance) => logHypervolumeGain(region, [distance, distance], [1, 1]));
    expect(hypervolumeGain(region, Float64Array.of(50, 50), Float64Array.of(1, 1), roomFor(region))).toBe(0);
    expect(near).toBeLessThan(-1000);
    expect(far).toBeLessThan(near ?? NaN);
    expect(logHypervolumeGain(region, [2, 2], [0, 0])).toBe(-Infinity);
  });

  it("adds in logarithms", () => {
    expect(logSum(Math.log(2), Math.log(3))).toBeCloseTo(Math.log(5), 14);
    expect(logSum(-Infinity, 1)).toBe(1);
    expect(logSum(-Infinity, -Infinity)).toBe(-Infinity);
  });
});

describe("the probability of feasibility", () => {
  it("is right by hand", () => {
    expect(logWithin({ low: -Infinity, high: 0 }, 0, 1)).toBeCloseTo(Math.log(0.5), 12);
    expect(logWithin({ low: -1.96, high: 1.96 }, 0, 1)).toBeCloseTo(Math.log(0.9500042), 6);
    expect(logWithin({ low: 3, high: Infinity }, 1, 2)).toBeCloseTo(Math.log(0.15865525393145707), 10);
    expect(logWithin({ low: -Infinity, high: Infinity }, 5, 1)).toBeCloseTo(0, 12);
  });

  it("is certain without uncertainty", () => {
    expect(logWithin({ low: 0, high: 1 }, 0.5, 0)).toBe(0);
    expect(logWithin({ low: 0, high: 1 }, 1.5, 0)).toBe(-Infinity);
  });

  it("stays finite far out, on either side", () => {
    const above = logWithin({ low: 0, high: 1 }, 100, 1);
    expect(above).toBeCloseTo(logWithin({ low: 99, high: 100 }, 0, 1), 6);
    expect(above).toBeLessThan(-4000);
    expect(Number.isFinite(above)).toBe(true);
  });
});
