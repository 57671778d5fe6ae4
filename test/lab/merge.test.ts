import { describe, expect, it } from "vitest";
import { mergeStudies } from "../../src/lab/merge.ts";
import { exampleStudy, exampleTrial } from "../suites/study.ts";

describe("merging two copies of a study", () => {
  it("is a set union", () => {
    const left = exampleStudy({}, [exampleTrial(0), exampleTrial(1)]);
    const right = exampleStudy({}, [exampleTrial(0), exampleTrial(2)]);
    expect(mergeStudies(left, right).trials.map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(mergeStudies(left, left)).toEqual(left);
  });

  it("prefers the ended of two copies of a trial", () => {
    const left = exampleStudy({}, [exampleTrial(0, { state: "running" })]);
    expect(mergeStudies(left, exampleStudy({}, [exampleTrial(0)])).trials).toEqual([exampleTrial(0)]);
  });

  it("gives a trial whose id is taken a new one, and its regular distillation follows", () => {
    const left = exampleStudy({}, [exampleTrial(1)]);
    const other = exampleTrial(1, { startedAt: 99 });
    const regular = exampleTrial(2, { role: "regular", parent: 1, startedAt: 100 });
    const merged = mergeStudies(left, exampleStudy({}, [other, regular])).trials;
    expect(merged.map(({ id, parent }) => [id, parent])).toEqual([[1, null], [3, null], [2, 3]]);
  });
});
