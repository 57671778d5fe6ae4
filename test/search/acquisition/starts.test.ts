import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { maximise } from "../../../src/search/acquisition/maximise.ts";
import { startsAround } from "../../../src/search/acquisition/starts.ts";
import type { Axis } from "../../../src/search/space/axes.ts";
import { candidatesOf } from "../../../src/search/space/candidates.ts";
import { searchSpace } from "../../../src/search/space/space.ts";

const axes: Axis[] = [
  { name: "x", kind: "float", low: 0, high: 10, scale: "linear" },
  { name: "n", kind: "integer", low: 0, high: 8, scale: "linear" },
  { name: "kind", kind: "categorical", values: ["a", "b", "c"] },
];

describe("starts round a good candidate", () => {
  const good = [
    [2, 0, 1],
    [4, 4, 1],
    [9, 8, 2],
    [2, 2, 1],
  ].map((values) => Float64Array.from(values));
  const centre = good[0] ?? new Float64Array();

  const around = (isBounded: boolean) =>
    startsAround(centre, good, searchSpace(axes), isBounded).map((start) => [...start].map((v) => Number(v.toFixed(9))));

  it("lie to its sides and halfway to its two nearest neighbours", () => {
    const starts = around(false);
    // A hundredth, a twentieth and a fifth of the axis to each side.
    const expected = [1.9, 2.1, 1.5, 2.5, 0, 4];
    expect(starts).toHaveLength(8);
    expected.forEach((x, index) => expect(starts[index]?.[0]).toBeCloseTo(x, 12));
    expect(starts.slice(6)).toEqual([
      [2, 1, 1],
      [3, 2, 1],
    ]);
  });

  it("lie as far beyond as well where bounds may make the front", () => {
    expect(around(true).slice(6)).toEqual([
      [2, 1, 1],
      [2, 0, 1],
      [3, 2, 1],
      // From 4 to 2, and on to 1; n is at its end.
      [1, 0, 1],
    ]);
  });

  it("are left out where the predicate refuses them", () => {
    const even = searchSpace(axes, ([, n = 0]) => n % 2 === 0);
    expect(startsAround(centre, good, even, false).map(([, n]) => n)).toEqual([0, 0, 0, 0, 0, 0, 2]);
  });

  it("lead to peaks that samples do not show", () => {
    const space = searchSpace(["x", "y", "z"].map((name) => ({ name, kind: "float", low: 0, high: 1, scale: "linear" })));
    const peak = [0.31, 0.62, 0.47];
    const score = (candidates: readonly Float64Array[]) =>
      Float64Array.from(candidates, (candidate) => {
        const away = Math.hypot(...candidate.map((value, axis) => value - (peak[axis] ?? 0)));
        // Only within two hundredths is there anything; elsewhere a broad hill leads away.
        return Math.max(3 - 150 * away, -(candidate[0] ?? 0));
      });
    const near = [-0.2, 0.21].map((shift) => Float64Array.from(peak, (value) => value + shift));
    const anything = { isTaken: () => false, violation: () => 0 };
    const found = (from: readonly Float64Array[]) =>
      maximise({ score, space, eligibility: anything, isBounded: false }, candidatesOf(space, anything, createRandom(2)), from);
    expect(found([])?.[0]).toBe(0);
    expect(found(near)?.[0]).toBeCloseTo(0.31, 2);
  });
});
