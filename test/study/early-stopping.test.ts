import { describe, expect, it } from "vitest";
import { curveBefore, savedSeconds, stepAt } from "../../src/study/early-stopping.ts";
import { defaultRequirements } from "../../src/study/requirements.ts";
import { someArchitecture, studyWith, trialWith } from "../suites/studies.ts";

// Flash: 10 steps of transfer for each of 2 layers, then 50 of distillation.
const requirements = {
  ...defaultRequirements,
  schedule: { ...defaultRequirements.schedule, transferStepsPerLayer: 200, distillationSteps: 1000, flashShare: 0.05 },
};
const trial = trialWith({}, { architecture: { ...someArchitecture, numHiddenLayers: 2 } });

describe("a share of the distillation", () => {
  it("lies behind the transfer of every layer, rounded up to whole steps", () => {
    expect([0, 0.05, 0.2, 0.99].map((share) => stepAt(share, trial, requirements))).toEqual([20, 23, 30, 70]);
    const deeper = { architecture: { ...someArchitecture, numHiddenLayers: 5 } };
    expect(stepAt(0.2, deeper, requirements)).toBe(60);
  });

  it("has its own part of the curve, counted from its own start", () => {
    const curve = [19, 20, 25, 29, 30].map((step) => ({ step, loss: step / 10, stage: step < 20 ? 1 : 2 }));
    expect(curveBefore(0.2, { ...trial, curve }, requirements)).toEqual([
      { step: 0, loss: 2 },
      { step: 5, loss: 2.5 },
      { step: 9, loss: 2.9 },
    ]);
  });
});

describe("savedSeconds", () => {
  it("is what the steps left would have taken", () => {
    const study = studyWith([], requirements);
    const stopped = { ...trial, seconds: 6, forecast: { share: 0.2, chance: 0.01, metrics: {} } };
    // 30 of 70 steps in 6 seconds.
    expect(savedSeconds(stopped, study)).toBeCloseTo(8, 12);
    expect(savedSeconds(trial, study)).toBe(0);
  });
});
