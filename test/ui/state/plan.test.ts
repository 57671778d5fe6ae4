import { describe, expect, it } from "vitest";
import { knownMetrics } from "../../../src/study/known-metrics.ts";
import { usualFineTuning } from "../../../src/study/fine-tuning.ts";
import { defaultRequirements, type Requirements } from "../../../src/study/requirements.ts";
import { architectures } from "../../suites/space.ts";
import { flashSteps } from "../../../src/study/steps.ts";
import { estimateOf, planOf } from "../../../src/ui/state/plan.ts";
import { fakeDevices, fakeStudy, fakeTeacher } from "../../suites/fake-study.ts";

const small: Requirements = {
  ...defaultRequirements,
  space: { ...defaultRequirements.space, hiddenSize: [64], intermediateSize: [64, 128], numHiddenLayers: [2, 3] },
};

describe("planOf", () => {
  it("counts as walking the whole space does", () => {
    const all = [...architectures(small)];
    const known = all.map((architecture) => knownMetrics(architecture, small, fakeTeacher));
    const plan = planOf(small, fakeTeacher);
    expect(plan?.architectures).toBe(all.length);
    for (const metric of ["parameters", "flops"] as const) {
      const values = known.map((metrics) => metrics[metric]);
      expect(plan?.[metric]).toEqual({ least: Math.min(...values), most: Math.max(...values) });
    }
  });

  it("says nothing of parameters without a teacher, for its vocabulary decides", () => {
    expect(planOf(small, null)?.parameters).toBeNull();
  });

  it("is none where nothing can be built", () => {
    const space = { ...small.space, intraBottleneckSize: [33], numAttentionHeads: [4] };
    expect(planOf({ ...small, space }, fakeTeacher)).toBeNull();
  });
});

describe("flashSteps", () => {
  const schedule = { ...defaultRequirements.schedule, transferStepsPerLayer: 400, distillationSteps: 4000, flashShare: 0.05 };

  it("takes the share of each stage", () => {
    expect(flashSteps(3, schedule)).toBe(3 * 20 + 200);
  });

  it("takes at least a step of each, and none of a stage that is left out", () => {
    expect(flashSteps(3, { ...schedule, transferStepsPerLayer: 5, flashShare: 0.01 })).toBe(3 * 1 + 40);
    expect(flashSteps(3, { ...schedule, transferStepsPerLayer: 0 })).toBe(200);
  });
});

describe("estimateOf", () => {
  const study = fakeStudy();
  const key = fakeDevices.gpu.key;
  const { requirements } = study;

  it("multiplies the median cost of a step by the steps to come, the baseline's too", () => {
    const perStep = study.trials
      .filter(({ state }) => state === "complete")
      .map((trial) => trial.seconds / flashSteps(trial.architecture.numHiddenLayers, requirements.schedule))
      .sort((a, b) => a - b);
    const { numHiddenLayers } = requirements.space;
    const [least, most] = [Math.min(...numHiddenLayers), Math.max(...numHiddenLayers)].map((layers) => flashSteps(layers, requirements.schedule));
    const trials = requirements.budget.kind === "trials" ? requirements.budget.trials + 1 : 0;
    const estimate = estimateOf(requirements, fakeTeacher, [study], key);
    expect(estimate?.trials).toBe(perStep.length);
    expect(estimate?.seconds).toBeCloseTo((perStep[Math.floor(perStep.length / 2)] ?? 0) * (((least ?? 0) + (most ?? 0)) / 2) * trials);
  });

  it("invents nothing: no earlier trial of this device, teacher and batch, no estimate", () => {
    expect(estimateOf(requirements, fakeTeacher, [], key)).toBeNull();
    expect(estimateOf(requirements, fakeTeacher, [study], fakeDevices.software.key)).toBeNull();
    expect(estimateOf(requirements, { ...fakeTeacher, fingerprint: "f".repeat(64) }, [study], key)).toBeNull();
    const larger = { ...requirements, schedule: { ...requirements.schedule, batchSize: 64 } };
    expect(estimateOf(larger, fakeTeacher, [study], key)).toBeNull();
    const tasks = [{ task: "sst2" as const, name: "SST-2", fingerprint: "f".repeat(64) }];
    expect(estimateOf({ ...requirements, downstream: { tasks, fineTuning: usualFineTuning, teacher: true } }, fakeTeacher, [study], key)).toBeNull();
  });

  it("takes a budget of minutes at its word", () => {
    const minutes: Requirements = { ...requirements, budget: { kind: "minutes", minutes: 30 } };
    expect(estimateOf(minutes, fakeTeacher, [], key)?.seconds).toBe(1800);
  });
});
