import { describe, expect, it } from "vitest";
import { frontOf, staircase } from "../../../src/ui/charts/front.ts";

const points = [
  { x: 3, y: 9 },
  { x: 1, y: 4 },
  { x: 2, y: 4 },
  { x: 2, y: 7 },
  { x: 4, y: 8 },
];

describe("frontOf", () => {
  it("keeps what no other beats, best x first", () => {
    expect(frontOf(points, "lower", "higher")).toEqual([{ x: 1, y: 4 }, { x: 2, y: 7 }, { x: 3, y: 9 }]);
    expect(frontOf(points, "lower", "lower")).toEqual([{ x: 1, y: 4 }]);
    expect(frontOf(points, "higher", "higher")).toEqual([{ x: 4, y: 8 }, { x: 3, y: 9 }]);
  });

  it("keeps one of equal points and nothing of nothing", () => {
    expect(frontOf([{ x: 1, y: 1 }, { x: 1, y: 1 }], "lower", "higher")).toHaveLength(1);
    expect(frontOf([], "lower", "higher")).toEqual([]);
  });
});

describe("staircase", () => {
  it("turns at what is attained: later x, earlier y", () => {
    expect(staircase([{ x: 1, y: 4 }, { x: 2, y: 7 }], { x: 9, y: 0 })).toEqual([
      { x: 1, y: 0 },
      { x: 1, y: 4 },
      { x: 2, y: 4 },
      { x: 2, y: 7 },
      { x: 9, y: 7 },
    ]);
    expect(staircase([], { x: 9, y: 0 })).toEqual([]);
  });
});
