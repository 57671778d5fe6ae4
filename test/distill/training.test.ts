import { expect, it } from "vitest";
import type { NamedTensors } from "../../src/base/tensors.ts";
import type { Checkpoint } from "../../src/study/checkpoint.ts";
import type { CurvePoint } from "../../src/study/study.ts";
import { createDistillation, type DistillationSettings } from "../../src/distill/training.ts";
import * as tf from "../../src/engine/tf.ts";
import { createBert } from "../../src/model/bert.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import { describeBackends } from "../suites/backend.ts";
import { createCache, createRecipe, createSettings, createStudent } from "./family.ts";
import { bitsOf } from "./tensors.ts";

/** Trains to the end. */
async function trained(change: Partial<DistillationSettings> = {}): Promise<{ student: NamedTensors; points: readonly CurvePoint[] }> {
  const settings = createSettings(change);
  const training = await createDistillation(settings);
  const { points, done } = await training.advance(1);
  expect(done).toBe(true);
  const student = await training.student();
  training.dispose();
  if (change.teacher === undefined) disposeParameters(settings.teacher.parameters);
  return { student, points };
}

/** Trains `steps` steps, then is gone; what it leaves went through structured clone, as through a worker and a store. */
async function interrupted(steps: number, change: Partial<DistillationSettings> = {}): Promise<Checkpoint> {
  const settings = createSettings(change);
  const training = await createDistillation(settings);
  for (let step = 0; step < steps; step++) await training.advance(0);
  const checkpoint = structuredClone(await training.checkpoint());
  training.dispose();
  disposeParameters(settings.teacher.parameters);
  return checkpoint;
}

const changedNames = (before: NamedTensors, after: NamedTensors) =>
  [...after].filter(([name, { data }]) => data.some((value, i) => value !== before.get(name)?.data[i])).map(([name]) => name);

/** One undisturbed run a backend, to compare resumed ones with. */
const wholeRuns: Partial<Record<string, ReturnType<typeof trained>>> = {};

describeBackends("distillation", (backend) => {
  it("goes through its stages and tells where it is", async () => {
    const settings = createSettings();
    const training = await createDistillation(settings);
    const first = await training.advance(0);
    expect(first).toMatchObject({ stage: 0, stepInStage: 1, step: 1, steps: 10, done: false, stepsTaken: 1 });
    expect(first.stages.map(({ name, steps }) => [name, steps])).toEqual([["transfer 1", 3], ["transfer 2", 3], ["distillation", 4]]);
    const second = await training.advance(1);
    expect(second).toMatchObject({ stage: 3, stepInStage: 0, step: 10, done: true, stepsTaken: 9 });
    const points = [...first.points, ...second.points];
    expect(points.map(({ step, stage }) => [step, stage])).toEqual(
      [0, 0, 0, 1, 1, 1, 2, 2, 2, 2].map((stage, step) => [step, stage]),
    );
    expect(await training.advance(1)).toMatchObject({ done: true, stepsTaken: 0, points: [] });
    expect([...(await training.student()).keys()]).toEqual([...settings.student.shapes.keys()]);
    training.dispose();
    disposeParameters(settings.teacher.parameters);
  });

  it("trains in a transfer stage its layer and those below only", async () => {
    const settings = createSettings();
    const afterFirst = await interrupted(3);
    const layersOf = (tensors: NamedTensors) =>
      new Set(changedNames(settings.initial, tensors).map((name) => /layer\.\d+/.exec(name)?.[0] ?? name));
    const student = new Map([...afterFirst.tensors].filter(([name]) => settings.student.shapes.has(name)));
    expect(layersOf(student)).toEqual(new Set(["layer.0"]));
    disposeParameters(settings.teacher.parameters);
  });

  it.each([
    { where: "in the first transfer stage", step: 1 },
    { where: "between two stages", step: 3 },
    { where: "in the second transfer stage", step: 5 },
    { where: "in distillation", step: 8 },
    { where: "at the end", step: 10 },
  ])("goes on from a checkpoint $where to the same student", async ({ step }) => {
    const student = createStudent(8, 4); // with projectors
    const undisturbed = await (wholeRuns[backend] ??= trained({ student }));
    const checkpoint = await interrupted(step, { student });
    expect(checkpoint.step).toBe(step);
    const resumed = await trained({ student, checkpoint });
    expect(bitsOf(resumed.student)).toEqual(bitsOf(undisturbed.student));
    expect(resumed.points).toEqual(undisturbed.points.slice(step));
  });

  it("is the same with a full cache, a cache without room, and one that fails", async () => {
    const full = createCache();
    const first = await trained({ cache: full });
    const kept = full.entries.size;
    // 3 batches for both layers' teacher layers, 4 batches of words.
    expect(kept).toBe(3 * 2 + 4);
    full.counts.hits = 0;
    const second = await trained({ cache: full });
    expect({ hits: full.counts.hits, kept: full.entries.size }).toEqual({ hits: 10, kept });
    const none = createCache(0);
    const live = await trained({ cache: none });
    // It is asked once; then the teacher runs live without trying again.
    expect(none.counts.refusals).toBe(1);
    const failing = { read: () => Promise.reject(new Error("no")), write: () => Promise.reject(new Error("no")) };
    const despite = await trained({ cache: failing });
    for (const { student } of [second, live, despite]) expect(bitsOf(student)).toEqual(bitsOf(first.student));
  });

  it("trains projectors where widths differ, and keeps them out of the student", async () => {
    const student = createStudent(8, 2);
    const settings = createSettings({ student });
    const start = await interrupted(0, { student });
    expect(start.tensors.get("projector.0.weight")?.shape).toEqual([16, 8]);
    const end = await interrupted(3, { student });
    expect(changedNames(start.tensors, end.tensors).filter((name) => name.startsWith("projector"))).toEqual(["projector.0.weight"]);
    expect([...(await trained({ student })).student.keys()].some((name) => name.startsWith("projector"))).toBe(false);
    disposeParameters(settings.teacher.parameters);
  });

  it("learns from a teacher with other heads, and from one without heads for words", async () => {
    await trained({ student: createStudent(16, 1) });
    const network = createBert(
      {
        modelType: "bert",
        vocabSize: 12,
        maxPositionEmbeddings: 8,
        typeVocabSize: 2,
        numHiddenLayers: 1,
        hiddenSize: 16,
        numAttentionHeads: 2,
        intermediateSize: 8,
        hiddenAct: "gelu",
        layerNormEps: 1e-12,
      },
      [],
    );
    const parameters = toTensors(network.initialise(1));
    const cache = createCache();
    await trained({ teacher: { network, parameters }, cache });
    expect([...cache.entries.keys()].some((key) => key.includes("distillation"))).toBe(false);
    disposeParameters(parameters);
  });

  it("leaves out the losses of tasks that the recipe leaves out", async () => {
    const initial = createSettings().initial;
    const { student } = await trained({ recipe: createRecipe({}, { tasks: ["nsp"] }) });
    const changed = changedNames(initial, student);
    expect(changed).toContain("cls.seq_relationship.weight");
    expect(changed).not.toContain("cls.predictions.bias");
  });

  it("refuses a teacher of another vocabulary", async () => {
    const settings = createSettings();
    const student = { ...settings.student, vocabSize: 13 };
    await expect(createDistillation({ ...settings, student })).rejects.toThrow("the student's vocabulary must be the teacher's 12, got 13");
    disposeParameters(settings.teacher.parameters);
  });

  it("refuses another student's checkpoint", async () => {
    const checkpoint = await interrupted(1, { student: createStudent(8, 2) });
    const settings = createSettings({ checkpoint });
    const before = tf.memory().numTensors;
    await expect(createDistillation(settings)).rejects.toMatchObject({ name: "Refused" });
    expect(tf.memory().numTensors).toBe(before);
    disposeParameters(settings.teacher.parameters);
  });

  it("owns its tensors and frees them", async () => {
    const settings = createSettings({ student: createStudent(8, 1) });
    const before = tf.memory().numTensors;
    const training = await createDistillation(settings);
    await training.advance(0);
    await training.advance(0);
    await training.checkpoint();
    const during = tf.memory().numTensors;
    await training.advance(0);
    await training.checkpoint();
    expect(tf.memory().numTensors).toBe(during);
    await training.advance(1);
    await training.student();
    training.dispose();
    expect(tf.memory().numTensors).toBe(before);
    disposeParameters(settings.teacher.parameters);
  });
});

describeBackends("distillation", () => {
  it("lowers the loss of each kind of stage", async () => {
    const recipe = createRecipe({ transferStepsPerLayer: 40, distillationSteps: 40, transferLearningRate: 3e-3 }, { kind: "regular" });
    const { points } = await trained({ recipe });
    for (const stage of [0, 1, 2]) {
      const losses = points.filter((point) => point.stage === stage).map(({ loss }) => loss);
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(losses.slice(-5)), `stage ${stage}`).toBeLessThan(mean(losses.slice(0, 5)));
    }
  });
}, ["wasm"]);
