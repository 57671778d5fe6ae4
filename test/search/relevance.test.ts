import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import { relevantTrials } from "../../src/search/relevance.ts";
import type { Metric, Problem, TriedCandidate } from "../../src/search/problem.ts";
import { searchSpace } from "../../src/search/space/space.ts";
import { exactly } from "../../src/study/measurement.ts";
import { dominates, type Point } from "../../src/study/pareto.ts";

const objective = (name: string): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: [],
  known: null,
});

function problem(complete: number, failed: number, running: number): Problem {
  const random = createRandom(1);
  const trial = (state: TriedCandidate["state"]): TriedCandidate => ({
    candidate: Float64Array.of(random.uniform(), random.uniform()),
    state,
    readings: state === "complete" ? { a: exactly(random.uniform()), b: exactly(random.uniform()) } : {},
  });
  const states = [
    ...Array<TriedCandidate["state"]>(complete).fill("complete"),
    ...Array<TriedCandidate["state"]>(failed).fill("failed"),
    ...Array<TriedCandidate["state"]>(running).fill("running"),
  ];
  return {
    space: searchSpace(["x", "y"].map((name) => ({ name, kind: "float", low: 0, high: 1, scale: "linear" }))),
    metrics: [objective("a"), objective("b")],
    features: [],
    tried: random.shuffled(states).map(trial),
    expectedTrials: 2000,
    reference: null,
  };
}

const pointOf = ({ readings }: TriedCandidate): Point => [readings.a?.value ?? NaN, readings.b?.value ?? NaN];

describe("the trials worth modelling", () => {
  it("are all of them while there are few", () => {
    const few = problem(150, 30, 5);
    expect(relevantTrials(few)).toBe(few.tried);
  });

  it("are the best fronts whole and a sample of the rest, in their order", () => {
    const many = problem(900, 100, 8);
    const kept = relevantTrials(many);
    const inState = (state: TriedCandidate["state"]) => kept.filter((trial) => trial.state === state);
    expect(inState("running")).toHaveLength(8);
    expect(inState("complete").length + inState("failed").length).toBeLessThanOrEqual(240);
    expect(inState("failed").length).toBeGreaterThanOrEqual(50);

    const complete = many.tried.filter(({ state }) => state === "complete");
    const front = complete.filter((trial) => !complete.some((other) => dominates(pointOf(other), pointOf(trial))));
    expect(front.filter((trial) => !kept.includes(trial))).toEqual([]);
    // More of the good half than of the bad one, but some of both.
    const good = inState("complete").filter((trial) => pointOf(trial).every((value) => value < 0.5));
    const bad = inState("complete").filter((trial) => pointOf(trial).every((value) => value > 0.5));
    expect(good.length).toBeGreaterThan(2 * bad.length);
    expect(bad.length).toBeGreaterThan(5);
    const positions = kept.map((trial) => many.tried.indexOf(trial));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  });
});
