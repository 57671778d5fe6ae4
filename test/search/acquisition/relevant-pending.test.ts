import { describe, expect, it } from "vitest";
import { modelsOf } from "../../../src/search/models.ts";
import type { Metric, Problem } from "../../../src/search/problem.ts";
import { searchSpace } from "../../../src/search/space/space.ts";

const known = (name: string, of: (x: number) => number): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: [],
  known: ([x = 0]) => of(x),
});

describe("a thousand trials in training", () => {
  const problem: Problem = {
    space: searchSpace([{ name: "x", kind: "integer", low: 0, high: 1999, scale: "linear" }]),
    // Below 40 the two trade off; everything above is worse in both.
    metrics: [known("rising", (x) => x), known("bent", (x) => Math.abs(x - 40))],
    features: [],
    tried: [{ candidate: Float64Array.of(1500), state: "complete", readings: {} }],
    expectedTrials: 2000,
    reference: null,
  };
  const models = modelsOf(problem, 1);
  const pending = Array.from({ length: 1000 }, (_, index) => Float64Array.of(999 - index));

  it("are looked at where they may be on the front", () => {
    const situation = models.situation(pending, 0);
    expect(situation.pendingCount).toBe(64);
    const scale = situation.weighed[0]?.outcome.scale;
    const seen = [...(situation.weighed[0]?.belief.mean ?? [])].slice(1);
    const xs = seen.map((value) => Math.round(value * (scale?.spread ?? 0) + (scale?.centre ?? 0)));
    // In their order, which was downwards: the 41 of the front, and the next 23.
    expect(xs).toEqual(Array.from({ length: 64 }, (_, index) => 63 - index));
  });

  it("are all looked at while they are few", () => {
    expect(models.situation(pending.slice(0, 64), 0).pendingCount).toBe(64);
  });
});
