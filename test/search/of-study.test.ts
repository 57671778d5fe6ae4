import { describe, expect, it } from "vitest";
import { observe } from "../../src/search/observations.ts";
import { architectureOf, candidateOf, problemOf } from "../../src/search/of-study.ts";
import { device, someArchitecture, studyWith, trialWith } from "../suites/studies.ts";

const of = (hiddenSize: number) => ({ architecture: { ...someArchitecture, hiddenSize } });

describe("a study as a problem", () => {
  const other = { ...device, key: "other" };
  const study = studyWith([
    trialWith(
      { mlmAccuracy: 0.1, latencyMs: 1 },
      { ...of(64), id: 0, role: "baseline", device: other, finishedAt: 1, seconds: 10 },
    ),
    trialWith({ mlmAccuracy: 0.2, latencyMs: 2 }, { ...of(96), id: 1, finishedAt: 2, seconds: 20 }),
    trialWith(
      { mlmAccuracy: 0.9, latencyMs: 9 },
      { ...of(96), id: 2, role: "regular", parent: 1, device: other, finishedAt: 3 },
    ),
    trialWith({}, { ...of(128), id: 3, state: "infeasible", measurement: null }),
    trialWith({}, { ...of(160), id: 4, state: "running", measurement: null, device: null, finishedAt: null }),
    trialWith({}, { ...of(192), id: 5, state: "stopped", measurement: null }),
  ]);
  const problem = problemOf(study);
  const observations = observe(problem);

  it("keeps architectures whole", () => {
    expect(architectureOf(candidateOf(someArchitecture))).toEqual(someArchitecture);
  });

  it("tells trials apart by state, and leaves regular distillation out", () => {
    const sizes = (candidates: readonly Float64Array[]) =>
      candidates.map((candidate) => architectureOf(candidate).hiddenSize);
    expect(sizes(observations.evaluated)).toEqual([64, 96]);
    expect(sizes(observations.failed)).toEqual([128]);
    expect(sizes(observations.pending)).toEqual([160]);
    expect(problem.tried).toHaveLength(5);
    expect(observations.taken.size).toBe(5);
  });

  it("takes latencies of the newest device only, accuracies of all", () => {
    const values = (metric: "latencyMs" | "mlmAccuracy" | "peakBytes") =>
      observations.readings(metric).map(({ estimate }) => estimate.value);
    expect(values("latencyMs")).toEqual([2]);
    expect(values("mlmAccuracy")).toEqual([0.1, 0.2]);
    expect(values("peakBytes")).toEqual([]);
  });

  it("counts a budget of minutes in trials like those seen", () => {
    const timed = { ...study, requirements: { ...study.requirements, budget: { kind: "minutes", minutes: 1 } as const } };
    expect(problemOf(timed).expectedTrials).toBe(4);
    expect(problemOf({ ...timed, trials: [] }).expectedTrials).toBe(Infinity);
  });
});
