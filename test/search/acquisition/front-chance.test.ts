import { describe, expect, it } from "vitest";
import { exactly } from "../../../src/study/measurement.ts";
import { frontChance } from "../../../src/search/acquisition/front-chance.ts";
import { modelsOf } from "../../../src/search/models.ts";
import type { Metric, Problem } from "../../../src/search/problem.ts";
import { searchSpace } from "../../../src/search/space/space.ts";

/** Known metrics, so that the chance is 0 or 1 and can be told by looking. */
const known = (name: string, of: (candidate: Float64Array) => number, bound?: number): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: bound === undefined ? [] : [{ bound: "atMost", value: bound }],
  known: of,
});

function problem(bound?: number): Problem {
  const space = searchSpace(["x", "y"].map((name) => ({ name, kind: "integer", low: 0, high: 9, scale: "linear" })));
  return {
    space,
    metrics: [known("first", ([x = 0]) => x, bound), known("second", ([, y = 0]) => y)],
    features: [],
    tried: [Float64Array.of(2, 5), Float64Array.of(5, 2), Float64Array.of(9, 9)].map((candidate) => ({
      candidate,
      state: "complete",
      readings: { first: exactly(candidate[0] ?? 0), second: exactly(candidate[1] ?? 0) },
    })),
    expectedTrials: 10,
    reference: null,
  };
}

const chances = (data: Problem, ...candidates: readonly (readonly [number, number])[]) => [
  ...frontChance(modelsOf(data, 1).situation([], 0))(candidates.map((values) => Float64Array.from(values))),
];

describe("the chance of being on the front", () => {
  it("is 1 where nothing dominates, 0 where something does", () => {
    expect(chances(problem(), [0, 9], [3, 4], [9, 0], [3, 5], [6, 3], [1, 1])).toEqual([1, 1, 1, 0, 0, 1]);
  });

  it("is 0 beyond a bound", () => {
    expect(chances(problem(4), [3, 4], [9, 0])).toEqual([1, 0]);
  });
});
