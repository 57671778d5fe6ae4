import { describe, expect, it } from "vitest";
import type { NamedTensors } from "../../src/base/tensors.ts";
import { createPretraining, type PretrainingSchedule } from "../../src/distill/pretraining.ts";
import * as tf from "../../src/engine/tf.ts";
import { createBert } from "../../src/model/bert.ts";
import type { Checkpoint } from "../../src/study/checkpoint.ts";
import { describeBackends, startBackend } from "../suites/backend.ts";
import { createLessons } from "./lessons.ts";
import { bitsOf, expectClose } from "./tensors.ts";

const network = createBert({
  modelType: "bert",
  vocabSize: 12,
  maxPositionEmbeddings: 8,
  typeVocabSize: 2,
  numHiddenLayers: 1,
  hiddenSize: 8,
  numAttentionHeads: 2,
  intermediateSize: 16,
  hiddenAct: "gelu",
  layerNormEps: 1e-12,
});

const schedule: PretrainingSchedule = {
  steps: 6,
  learningRate: 1e-2,
  warmupShare: 0.1,
  weightDecay: 0.01,
  tasks: ["mlm", "nsp"],
};

const start = (change: Partial<PretrainingSchedule> = {}, checkpoint: Checkpoint | null = null) =>
  createPretraining({
    network,
    batches: createLessons(12),
    schedule: { ...schedule, ...change },
    seed: 3,
    checkpoint,
    now: () => 0,
  });

async function trained(change: Partial<PretrainingSchedule> = {}): Promise<NamedTensors> {
  const training = start(change);
  await training.advance(1);
  const student = await training.student();
  training.dispose();
  return student;
}

describeBackends("pretraining", () => {
  it("learns", async () => {
    const training = start({ steps: 60, learningRate: 2e-2 });
    const { points, done, step, stages } = await training.advance(1);
    expect({ done, step, points: points.length }).toEqual({ done: true, step: 60, points: 60 });
    expect(stages).toEqual([{ name: "pretraining", kind: "distillation", layer: -1, steps: 60 }]);
    const [first, last] = [points[0]?.loss ?? 0, points.at(-1)?.loss ?? 0];
    // Guessing costs ln 12 + ln 2 = 3.18.
    expect(first).toBeGreaterThan(2.9);
    expect(last).toBeLessThan(first - 1);
    training.dispose();
  });

  it("goes on from a checkpoint as if nothing had happened", async () => {
    const undisturbed = await trained();
    const before = start();
    await before.advance(0);
    await before.advance(0);
    const checkpoint = structuredClone(await before.checkpoint());
    expect(checkpoint.step).toBe(2);
    before.dispose();
    const after = start({}, checkpoint);
    expect((await after.advance(1)).done).toBe(true);
    expect(bitsOf(await after.student())).toEqual(bitsOf(undisturbed));
    after.dispose();
  });

  it("trains only what the tasks need", async () => {
    const initial = network.initialise(3);
    const student = await trained({ tasks: ["mlm"] });
    expect([...student.keys()]).toEqual([...network.shapes.keys()]);
    const changed = (name: string) => student.get(name)?.data.some((value, i) => value !== initial.get(name)?.data[i]);
    expect(changed("cls.seq_relationship.weight")).toBe(false);
    expect(changed("cls.predictions.bias")).toBe(true);
  });

  it("says which loss is no longer finite", async () => {
    const training = start({ learningRate: 1e30 });
    await expect(training.advance(1)).rejects.toMatchObject({
      name: "Diverged",
      message: expect.stringMatching(/^the loss of pretraining at step \d is not finite: NaN$/),
    });
    training.dispose();
  });

  it("owns its tensors and frees them", async () => {
    const before = tf.memory().numTensors;
    const training = start();
    await training.advance(0);
    const during = tf.memory().numTensors;
    await training.advance(0);
    // A step leaves nothing but its loss on the way to the host.
    expect(tf.memory().numTensors - during).toBeLessThanOrEqual(1);
    await training.checkpoint();
    training.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("pretraining", () => {
  it("trains alike on cpu and wasm", async () => {
    await startBackend("cpu");
    const reference = await trained();
    await startBackend("wasm");
    for (const [name, { data }] of await trained()) {
      expectClose([...data], [...(reference.get(name)?.data ?? [])], 1e-3);
    }
  });
});
