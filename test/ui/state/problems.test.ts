import { describe, expect, it } from "vitest";
import { defaultRequirements, type Requirements } from "../../../src/study/requirements.ts";
import { problemOf, problemsOf } from "../../../src/ui/state/problems.ts";
import { fakeTeacher } from "../../suites/fake-study.ts";

const withSchedule = (part: Partial<Requirements["schedule"]>): Requirements => ({
  ...defaultRequirements,
  schedule: { ...defaultRequirements.schedule, ...part },
});
const problemsIn = (requirements: Requirements) => [...problemsOf(requirements, fakeTeacher)];

describe("problemsOf", () => {
  it("finds nothing against the built-in study", () => {
    expect(problemsIn(defaultRequirements)).toEqual([]);
  });

  it("names each field with what it wants and what it got", () => {
    expect(problemsIn(withSchedule({ batchSize: Number.NaN, maskProbability: 0.9, sequenceLength: 48.5 }))).toEqual([
      ["schedule.batchSize", "a number is needed here"],
      ["schedule.sequenceLength", "a whole number is needed here, not 48.5"],
      ["schedule.maskProbability", "at most 0.5, not 0.9"],
    ]);
    expect(problemsIn({ ...defaultRequirements, tasks: [] })).toEqual([["tasks", "at least one is needed here"]]);
    expect(problemsIn(withSchedule({ flashShare: 0 }))).toEqual([["schedule.flashShare", "more than 0, not 0"]]);
  });

  it("finds what does not go together once every field is fine alone", () => {
    const space = { ...defaultRequirements.space, intraBottleneckSize: [33], numAttentionHeads: [4] };
    const [[field, message] = ["", ""]] = problemsIn({ ...defaultRequirements, space });
    expect(field).toBe("space.numAttentionHeads");
    expect(message).toContain("divisible");
  });

  it("knows what the teacher cannot take only when it knows the teacher", () => {
    const long = withSchedule({ sequenceLength: 256 });
    expect(problemsOf(long, null).size).toBe(0);
    expect([...problemsOf(long, fakeTeacher).keys()]).toEqual(["schedule.sequenceLength"]);
  });
});

it("finds the problem of a field in what lies inside it, and not in its neighbours", () => {
  const problems = new Map([["space.hiddenSize.2", "too large"]]);
  expect(problemOf(problems, "space")).toBe("too large");
  expect(problemOf(problems, "space.hiddenSize")).toBe("too large");
  expect(problemOf(problems, "space.hidden")).toBeNull();
  expect(problemOf(problems, "schedule")).toBeNull();
});
