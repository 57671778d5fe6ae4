import { beforeAll, describe, expect, it } from "vitest";
import { deriveSeed } from "../../src/base/random.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import type { Study, Trial } from "../../src/study/study.ts";
import { fakeAccuracy, type Faults } from "../suites/fake-workbench.ts";
import { createTestLab, outcomes, type TestLab } from "../suites/lab-ports.ts";

/** Steps as the fake students have them: 2 layers of 10, then 40 of distillation, a point of the curve every ten. */
const requirements: Requirements = {
  ...defaultRequirements,
  space: { ...defaultRequirements.space, numHiddenLayers: [2] },
  // With one objective all but the best are hopeless.
  objectives: [{ metric: "mlmAccuracy", direction: "maximise" }],
  schedule: { ...defaultRequirements.schedule, transferStepsPerLayer: 200, distillationSteps: 800, flashShare: 0.05 },
  budget: { kind: "trials", trials: 9 },
  // After 38 of 60 steps, in the middle of what is taken at once.
  earlyStopping: { rungs: [0.45] },
};

async function finished({ lab, idle }: TestLab, wanted = requirements): Promise<Study> {
  const id = await lab.create(wanted);
  await lab.run(id);
  await idle();
  expect((await lab.snapshot(0, 0)).failure).toBeNull();
  return lab.study(id);
}
/** From 0 to 0.3, and by no rule that a model could learn: only the curve shows it. */
const lack = (key: string) => (0.3 * (deriveSeed(1, key) % 100)) / 100;
const run = (faults: Faults = {}, wanted = requirements) => finished(createTestLab({ lack, ...faults }), wanted);
const accuracyOf = ({ architecture }: Trial) => fakeAccuracy(architecture, { lack });

let undisturbed: Study;
const test = createTestLab({ lack });
beforeAll(async () => {
  undisturbed = await finished(test);
});

describe("early stopping", () => {
  it("ends trials at a rung that could not have been the best, and only those", () => {
    const { trials } = undisturbed;
    const stopped = trials.filter(({ state }) => state === "stopped");
    expect(stopped.length).toBeGreaterThan(0);
    for (const trial of stopped) {
      const before = trials.filter(({ id, state }) => id < trial.id && state === "complete");
      const best = Math.max(...before.map(accuracyOf));
      expect(accuracyOf(trial)).toBeLessThan(best);
      expect(trial).toMatchObject({ role: "candidate", measurement: null, forecast: { share: 0.45 } });
      expect(trial.forecast?.metrics.mlmAccuracy?.value).toBeCloseTo(accuracyOf(trial), 1);
      expect(trial.reason).toMatch(/^given up after 45 % of distillation: .* % chance of reaching the Pareto front$/);
      // What decided it, without the point at 39 that was there already.
      expect(trial.curve.map(({ step }) => step)).toEqual([9, 19, 29]);
      expect(trial.finishedAt).not.toBeNull();
    }
    // Each counts as a trial of the budget; before six students are finished nobody knows what is hopeless.
    expect(trials.filter(({ role }) => role === "candidate")).toHaveLength(9);
    expect(trials.slice(0, 6).every(({ state }) => state === "complete")).toBe(true);
  });

  it("leaves every trial its whole schedule where it may reach the front, or nobody asked for it", async () => {
    const { earlyStopping: _, ...before } = requirements;
    const { objectives } = defaultRequirements;
    // Fake students cost in latency what they gain in accuracy: all are on the front.
    for (const wanted of [before, { ...before, earlyStopping: null }, { ...requirements, objectives }]) {
      const { trials } = await run({ lack: () => 0 }, { ...wanted, budget: { kind: "trials", trials: 7 } });
      expect(trials.every(({ state }) => state === "complete")).toBe(true);
    }
  });

  it("decides the same however often it is interrupted, and however many steps are taken at once", async () => {
    // Six pieces a finished trial: the worker dies in the fourth, which passes the rung, and when that is repeated.
    const passing = 6 * undisturbed.trials.findIndex(({ state }) => state === "stopped") + 4;
    expect(outcomes(await run({ loseAtAdvance: [passing, passing + 1] }))).toEqual(outcomes(undisturbed));
    for (const pace of [7, 60]) expect(outcomes(await run({ pace }))).toEqual(outcomes(undisturbed));
  });

  it("gives every searcher an end", () => {
    expect(test.searchers.dismissed).toBe(test.searchers.hired);
    // One for each suggestion, one for each candidate at its rung.
    expect(test.searchers.hired).toBe(18);
  });
});
