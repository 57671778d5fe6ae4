/** Fine-tuning as a whole, on tasks that a tiny network can learn. */
import { describe, expect, it } from "vitest";
import { Diverged } from "../../../src/base/errors.ts";
import * as tf from "../../../src/engine/tf.ts";
import { fineTune, type FineTuned } from "../../../src/lab/downstream/fine-tune.ts";
import { prepareTask } from "../../../src/lab/downstream/prepare-task.ts";
import { toTensors } from "../../../src/model/parameters.ts";
import { createTaskNetwork } from "../../../src/model/task-network.ts";
import { bitsOf } from "../../distill/tensors.ts";
import { describeBackends, startBackend } from "../../suites/backend.ts";
import { classes, config, numbers, pretrained, questions, reader, settings, tuned } from "../../suites/toy-tasks.ts";

describeBackends("fine-tuning", () => {
  it("learns to tell classes", async () => {
    const { result, told } = await tuned("sst2", classes);
    expect(result.run).toMatchObject({ task: "sst2", learningRate: 2e-2, seed: 3, measured: { accuracy: 1 }, chosenBy: 1, score: { value: 1, samples: 24 } });
    expect(told.at(-1)).toMatchObject({ phase: "judging", steps: 54 }); // 72 examples in batches of 8, six times
    expect([...result.tensors.keys()]).toContain("classifier.weight");
  }, 60_000);
});

describe("fine-tuning", () => {
  it("gives numbers, and answers that the text has or has not", async () => {
    await startBackend("wasm");
    const { pearson, spearman } = (await tuned("stsb", numbers, { epochs: 10 })).result.run.measured;
    expect([pearson, spearman].every((value) => (value ?? 0) > 0.8)).toBe(true);
    const { measured } = (await tuned("squad", questions, { epochs: 40, patience: 80, learningRates: [3e-3] })).result.run;
    expect(measured.exactMatch).toBeGreaterThan(0.8);
    expect(measured.f1).toBeGreaterThanOrEqual(measured.exactMatch ?? 1);
  }, 60_000);

  it("is the same again, another with another seed, and leaves nothing behind", async () => {
    await startBackend("wasm");
    const before = tf.memory().numTensors;
    const once = (await tuned("sst2", classes, { epochs: 1 })).result;
    const again = (await tuned("sst2", classes, { epochs: 1 })).result;
    expect(bitsOf(again.tensors)).toEqual(bitsOf(once.tensors));
    expect(again.run).toEqual(once.run);
    expect(bitsOf((await tuned("sst2", classes, { epochs: 1 }, 4)).result.tensors)).not.toEqual(bitsOf(once.tensors));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("stops where nothing is gained any more, and keeps the best step", async () => {
    await startBackend("wasm");
    const { run, tensors } = (await tuned("sst2", classes, { epochs: 50, evaluationsPerEpoch: 1, patience: 2 })).result;
    expect(run.steps).toBe(run.bestStep + 2 * 9);
    expect(run.steps).toBeLessThan(50 * 9);
    const network = createTaskNetwork(config, { kind: "sequence", outputs: 2 });
    const row = { inputIds: tf.tensor2d([2, 5, 8, 3], [1, 4], "int32"), tokenTypeIds: tf.zeros<tf.Rank.R2>([1, 4], "int32"), attentionMask: tf.ones<tf.Rank.R2>([1, 4]) };
    const [negative = 0, positive = 0] = await network.logits(toTensors(tensors), row).data();
    expect(positive).toBeGreaterThan(negative);
  });

  it("frees all when it is left, and says when the loss is no number", async () => {
    await startBackend("wasm");
    const before = tf.memory().numTensors;
    const prepared = prepareTask("sst2", classes, reader, settings, 1);
    const running = fineTune({ config, pretrained, prepared, settings, learningRate: 1e-3, seed: 1, now: () => performance.now() });
    await running.next();
    await running.return({} as FineTuned);
    expect(tf.memory().numTensors).toBe(before);
    await expect(tuned("sst2", classes, { learningRates: [1e30] })).rejects.toThrow(Diverged);
  });
});

describe("prepareTask", () => {
  it("sets examples aside that are in no other part, and not two of one text apart", () => {
    const { training, stopping, development } = prepareTask("squad", questions, reader, settings, 1);
    const parts = [stopping, development].map(({ questions: judged }) => new Set(judged?.examples.map(({ context }) => context)));
    const [one = new Set(), two = new Set()] = parts;
    expect([...one].filter((context) => two.has(context))).toEqual([]);
    expect(training.rows.firsts.length).toBeGreaterThan(0);
    const set = prepareTask("sst2", { ...classes, development: null }, reader, settings, 1);
    expect([set.development, set.stopping, set.training].map(({ rows }) => rows.firsts.length)).toEqual([8, 7, 65]);
    expect(prepareTask("sst2", classes, reader, { ...settings, examples: 20 }, 1).training.rows.firsts).toHaveLength(20);
  });

  it("refuses what cannot be cut into parts", () => {
    const two = { ...classes, training: classes.training.slice(0, 2), development: null };
    expect(() => prepareTask("sst2", two, reader, settings, 1)).toThrow("SST-2 has too few examples: none are left to stop by, of 2");
    const one = { ...questions, training: questions.training.slice(0, 1), development: questions.training.slice(1, 3) };
    expect(() => prepareTask("squad", one, reader, settings, 1)).toThrow("SQuAD has too few examples: none are left to stop by, of 1");
  });

  it("takes no more tokens than the examples have, or the network knows", () => {
    expect(prepareTask("sst2", classes, reader, settings, 1).sequenceLength).toBe(8);
    expect(prepareTask("squad", questions, reader, settings, 1).sequenceLength).toBe(16);
    expect(prepareTask("squad", questions, { ...reader, maxPositionEmbeddings: 12 }, settings, 1).sequenceLength).toBe(12);
  });
});
