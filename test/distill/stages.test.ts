import { describe, expect, it } from "vitest";
import { layerOfParameter, teacherLayerOf } from "../../src/distill/mapping.ts";
import { placeOf } from "../../src/distill/loop.ts";
import { transferCurve, warmupAndDecay } from "../../src/distill/schedules.ts";
import { stagesOf, transferMultipliers } from "../../src/distill/stages.ts";
import { defaultRequirements } from "../../src/study/requirements.ts";

const schedule = { ...defaultRequirements.schedule, transferStepsPerLayer: 400, distillationSteps: 4000 };

describe("stages", () => {
  it("are one of transfer a layer, then distillation", () => {
    const stages = stagesOf({ architecture: { numHiddenLayers: 2 }, schedule, kind: "regular" });
    expect(stages).toEqual([
      { name: "transfer 1", kind: "transfer", layer: 0, steps: 400 },
      { name: "transfer 2", kind: "transfer", layer: 1, steps: 400 },
      { name: "distillation", kind: "distillation", layer: -1, steps: 4000 },
    ]);
  });

  it("take their share, rounded up, in flash distillation", () => {
    const steps = (change: Partial<typeof schedule>) =>
      stagesOf({ architecture: { numHiddenLayers: 1 }, schedule: { ...schedule, ...change }, kind: "flash" }).map((stage) => stage.steps);
    expect(steps({})).toEqual([20, 200]);
    expect(steps({ transferStepsPerLayer: 41, distillationSteps: 1 })).toEqual([3, 1]);
    // 0.07 · 100 is 7.000000000000001 in binary.
    expect(steps({ flashShare: 0.07, transferStepsPerLayer: 100, distillationSteps: 100 })).toEqual([7, 7]);
  });

  it("leave transfer out where it has no steps or no losses", () => {
    const plan = (change: Partial<typeof schedule>) =>
      stagesOf({ architecture: { numHiddenLayers: 3 }, schedule: { ...schedule, ...change }, kind: "flash" }).map(({ name }) => name);
    expect(plan({ transferStepsPerLayer: 0 })).toEqual(["distillation"]);
    const weightless = { featureMapWeight: 0, featureMeanWeight: 0, featureVarianceWeight: 0, attentionWeight: 0 };
    expect(plan(weightless)).toEqual(["distillation"]);
  });

  it("train a layer and its projector, gently the layers below, nothing else", () => {
    const names = [
      "mobilebert.embeddings.word_embeddings.weight",
      "mobilebert.encoder.layer.0.attention.self.query.weight",
      "mobilebert.encoder.layer.1.output.dense.bias",
      "mobilebert.encoder.layer.2.output.dense.bias",
      "cls.predictions.bias",
      "projector.0.weight",
      "projector.1.weight",
    ];
    expect([...transferMultipliers(names, 1)]).toEqual([
      ["mobilebert.encoder.layer.0.attention.self.query.weight", 0.3],
      ["mobilebert.encoder.layer.1.output.dense.bias", 3],
      ["projector.1.weight", 3],
    ]);
  });

  it("are found by the step over all stages", () => {
    const stages = stagesOf({ architecture: { numHiddenLayers: 1 }, schedule, kind: "flash" });
    expect(placeOf(stages, 0)).toEqual({ stage: 0, stepInStage: 0 });
    expect(placeOf(stages, 19)).toEqual({ stage: 0, stepInStage: 19 });
    expect(placeOf(stages, 20)).toEqual({ stage: 1, stepInStage: 0 });
    expect(placeOf(stages, 220)).toEqual({ stage: 2, stepInStage: 0 });
  });
});

describe("learning-rate curves", () => {
  it("rise over a tenth of a transfer phase, then fall to 0.9", () => {
    expect(transferCurve(0, 100)).toBe(0);
    expect(transferCurve(5, 100)).toBeCloseTo(0.5, 12);
    expect(transferCurve(19, 100)).toBeCloseTo(0.9 + 0.1 * 0.9, 12); // √0.81
    expect(transferCurve(100, 100)).toBeCloseTo(0.9, 12);
  });

  it("warm up and fall to zero within the distillation", () => {
    const curve = Array.from({ length: 10 }, (_, t) => warmupAndDecay(t, 10, 0.2));
    expect(curve).toEqual([1 / 2, 1, 8 / 8, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8]);
    expect(warmupAndDecay(0, 4, 0)).toBe(1);
    expect(warmupAndDecay(3, 4, 1)).toBe(1);
  });
});

describe("the mapping of layers", () => {
  const mapped = (student: number, teacher: number) =>
    Array.from({ length: student }, (_, layer) => teacherLayerOf(layer, student, teacher));

  it("spreads the student's layers over the teacher's, the last on the last", () => {
    expect(mapped(4, 4)).toEqual([0, 1, 2, 3]);
    expect(mapped(2, 4)).toEqual([1, 3]);
    expect(mapped(3, 4)).toEqual([0, 2, 3]);
    expect(mapped(6, 24)).toEqual([3, 7, 11, 15, 19, 23]);
    expect(mapped(5, 2)).toEqual([0, 0, 0, 1, 1]);
  });

  it("knows a parameter's layer by its name", () => {
    expect(layerOfParameter("mobilebert.encoder.layer.12.ffn.0.output.dense.weight")).toBe(12);
    expect(layerOfParameter("bert.encoder.layer.0.output.dense.weight")).toBe(0);
    expect(layerOfParameter("mobilebert.embeddings.LayerNorm.weight")).toBeNull();
    expect(layerOfParameter("projector.0.weight")).toBeNull();
  });
});
