import { describe, expect, it } from "vitest";
import { exactly } from "../../../src/study/measurement.ts";
import { explorationShare } from "../../../src/search/acquisition/exploration-score.ts";
import { hypervolumeReference } from "../../../src/search/acquisition/hypervolume-score.ts";
import { modelsOf } from "../../../src/search/models.ts";
import type { Metric, Problem } from "../../../src/search/problem.ts";
import { searchSpace } from "../../../src/search/space/space.ts";

const known = (name: string, axis: number): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: [],
  known: (candidate) => candidate[axis] ?? NaN,
});

/** The share that explores after trials of these values. */
function shareAfter(points: readonly (readonly [number, number])[]): number {
  const problem: Problem = {
    space: searchSpace(["x", "y"].map((name) => ({ name, kind: "integer", low: 0, high: 99, scale: "linear" }))),
    metrics: [known("first", 0), known("second", 1)],
    features: [],
    tried: points.map(([x, y]) => ({
      candidate: Float64Array.of(x, y),
      state: "complete",
      readings: { first: exactly(x), second: exactly(y) },
    })),
    expectedTrials: 40,
    reference: [100, 100],
  };
  const situation = modelsOf(problem, 1).situation([], 0);
  const reference = hypervolumeReference(situation, problem.reference);
  if (reference === null) throw new Error("everything is feasible");
  return explorationShare(situation, reference);
}

const dominated = [60, 61, 62, 63, 64, 65].map((value) => [value, value] as const);

describe("exploration", () => {
  it("has no share while proposals pay", () => {
    expect(shareAfter([...dominated, [50, 50], [40, 40], [20, 60]])).toBe(0);
  });

  it("has one when the last five added nothing", () => {
    expect(shareAfter([[50, 50], ...dominated])).toBeGreaterThan(0);
    expect(shareAfter([[50, 50], ...dominated])).toBeLessThan(0.5);
  });
});
