import { describe, expect, it } from "vitest";
import type { Progress } from "../../src/distill/port.ts";
import { observeStepTime, studySecondsLeft, trainingSecondsLeft, usualSecondsLeft } from "../../src/lab/eta.ts";

const progress = (stage: number, stepInStage: number): Progress => ({
  stages: [
    { name: "transfer 1", kind: "transfer", layer: 0, steps: 10 },
    { name: "transfer 2", kind: "transfer", layer: 1, steps: 10 },
    { name: "distillation", kind: "distillation", layer: -1, steps: 100 },
  ],
  stage,
  stepInStage,
  step: 0,
  steps: 120,
  done: false,
  points: [],
  elapsedMs: 0,
  stepsTaken: 0,
});

describe("the time left", () => {
  it("adds up the steps of each kind of stage", () => {
    // 4 of 10 steps are left here, 10 in the next transfer stage, then 100: 14 · 50 ms + 100 · 20 ms.
    expect(trainingSecondsLeft(progress(0, 6), { transfer: 50, distillation: 20 })).toBeCloseTo(2.7, 10);
    expect(trainingSecondsLeft(progress(2, 100), { transfer: null, distillation: 20 })).toBe(0);
  });

  it("is unknown while a kind of stage to come was never seen", () => {
    expect(trainingSecondsLeft(progress(0, 6), { transfer: 50, distillation: null })).toBeNull();
    expect(trainingSecondsLeft(progress(2, 6), { transfer: null, distillation: 20 })).not.toBeNull();
  });

  it("follows the step time slowly", () => {
    const first = observeStepTime({ transfer: null, distillation: null }, "transfer", 500, 10);
    expect(first).toEqual({ transfer: 50, distillation: null });
    // 50 + 0.2 · (100 − 50)
    expect(observeStepTime(first, "transfer", 1000, 10).transfer).toBeCloseTo(60, 10);
    expect(observeStepTime(first, "transfer", 1000, 0)).toBe(first);
  });

  it("is that of the trials before, until this one's steps are known", () => {
    expect(usualSecondsLeft([10, 30], 15)).toBe(5);
    expect(usualSecondsLeft([10, 30], 25)).toBe(0);
    expect(usualSecondsLeft([], 15)).toBeNull();
  });

  it("takes the mean of the ended trials for those to come, or the running one", () => {
    const running = { trialsLeft: 3, trialSecondsLeft: 5, trialSeconds: 15 };
    expect(studySecondsLeft({ ...running, endedSeconds: [10, 30] })).toBe(5 + 3 * 20);
    expect(studySecondsLeft({ ...running, endedSeconds: [] })).toBe(5 + 3 * 20);
    expect(studySecondsLeft({ ...running, endedSeconds: [], trialSecondsLeft: null })).toBeNull();
  });
});
