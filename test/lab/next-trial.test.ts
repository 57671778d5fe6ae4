import { describe, expect, it } from "vitest";
import { budgetUsed, candidatesLeft, nextOf } from "../../src/lab/next-trial.ts";
import { fakeDevice } from "../suites/fake-workbench.ts";
import { exampleStudy, exampleTrial } from "../suites/study.ts";

const here = fakeDevice.key;
const three = { budget: { kind: "trials", trials: 3 } } as const;

describe("what comes next", () => {
  it("is the fair baseline in a new study", () => {
    const next = nextOf(exampleStudy(), here);
    expect(next).toMatchObject({ kind: "start", role: "baseline", suggestion: { origin: "baseline" } });
  });

  it("is the running trial, before anything else", () => {
    const trial = exampleTrial(1, { state: "running" });
    expect(nextOf(exampleStudy(three, [exampleTrial(0), trial]), here)).toEqual({ kind: "continue", trial });
  });

  it("is a suggestion under a fresh id until the budget is used up, however trials ended", () => {
    const trials = [exampleTrial(0), exampleTrial(1), exampleTrial(2, { state: "infeasible" })];
    expect(nextOf(exampleStudy(three, trials), here)).toEqual({ kind: "suggest", id: 3 });
    const full = [...trials, exampleTrial(3, { state: "stopped" })];
    expect(nextOf(exampleStudy(three, full), here)).toEqual({ kind: "finished" });
  });

  it("is another baseline on another device, whose latencies cannot be compared with the first's", () => {
    expect(nextOf(exampleStudy(three, [exampleTrial(0)]), "webgpu:other")).toMatchObject({ role: "baseline" });
  });

  it("leaves regular distillation out of the budget", () => {
    const regular = exampleTrial(4, { role: "regular", parent: 1, seconds: 1000 });
    expect(candidatesLeft(exampleStudy(three, [exampleTrial(0), exampleTrial(1), regular]))).toBe(2);
    const minute = { budget: { kind: "minutes", minutes: 1 } } as const;
    expect(budgetUsed(exampleStudy(minute, [exampleTrial(0), regular]))).toBe(false);
    expect(budgetUsed(exampleStudy(minute, [exampleTrial(0, { seconds: 61 }), regular]))).toBe(true);
  });
});
