import { describe, expect, it } from "vitest";
import { decimate, nearestIndex, type Sample } from "../../../src/ui/charts/decimate.ts";

const line = (count: number): Sample[] => Array.from({ length: count }, (_, x) => [x, Math.sin(x / 50)] as const);

describe("decimate", () => {
  it("leaves short lines alone but for what is not finite", () => {
    expect(decimate([[0, 1], [1, Number.NaN], [2, 3]], 10)).toEqual([[0, 1], [2, 3]]);
  });

  it("keeps the ends and every spike, in order", () => {
    const samples = line(100_000).map(([x, y]): Sample => [x, x === 31_415 ? 50 : x === 77_777 ? -50 : y]);
    const kept = decimate(samples, 200);
    expect(kept.length).toBeLessThanOrEqual(4 * 201);
    expect(kept[0]).toEqual(samples[0]);
    expect(kept.at(-1)).toEqual(samples.at(-1));
    expect(kept).toContainEqual([31_415, 50]);
    expect(kept).toContainEqual([77_777, -50]);
    expect(kept.every(([x], index) => index === 0 || x > (kept[index - 1]?.[0] ?? 0))).toBe(true);
  });
});

describe("nearestIndex", () => {
  const samples: Sample[] = [[0, 0], [10, 0], [12, 0]];
  it("finds the nearest sample by x", () => {
    expect([-5, 4, 6, 10.9, 11.1, 99].map((x) => nearestIndex(samples, x))).toEqual([0, 0, 1, 1, 2, 2]);
    expect(nearestIndex([], 1)).toBe(-1);
  });
});
