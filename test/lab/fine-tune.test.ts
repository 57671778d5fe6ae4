/** Fine-tuning as a whole, on tasks that a tiny network can learn. */
import { describe, expect, it } from "vitest";
import { Diverged } from "../../src/base/errors.ts";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import * as tf from "../../src/engine/tf.ts";
import { fineTune, type FineTuned, type FineTuneProgress } from "../../src/lab/fine-tune.ts";
import { prepareTask } from "../../src/lab/prepare-task.ts";
import { createNetwork, parseConfig } from "../../src/model/load.ts";
import { toTensors } from "../../src/model/parameters.ts";
import { createTaskNetwork } from "../../src/model/task-network.ts";
import type { DownstreamName } from "../../src/study/downstream.ts";
import type { TaskExamples } from "../../src/study/examples.ts";
import { type FineTuning, usualFineTuning } from "../../src/study/fine-tuning.ts";
import { bitsOf } from "../distill/tensors.ts";
import { describeBackends, startBackend } from "../suites/backend.ts";

const words = ["good", "bad", "the", "film", "is", "who", "where"];
const tokenizer = createTokenizer({ vocab: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...words], lowerCase: true });
const reader = { tokenizer, maxPositionEmbeddings: 16 };
const config = parseConfig({ model_type: "bert", vocab_size: 12, max_position_embeddings: 16, num_hidden_layers: 1, hidden_size: 16, num_attention_heads: 2, intermediate_size: 16 });
const pretrained = createNetwork(config).initialise(1);

const settings: FineTuning = { ...usualFineTuning, batchSize: 8, epochs: 6, learningRates: [2e-2], sequenceLength: 16, documentStride: 4, warmupShare: 0 };

/** What a film is decides, wherever it is said. */
const sentences = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ first: i % 3 === 0 ? `the film is ${words[i % 2]}` : `${words[i % 2]} film`, second: null, label: i % 2 === 0 ? 1 : 0 }));
const classes: TaskExamples = { kind: "sentences", labels: ["negative", "positive"], training: sentences(80), development: sentences(24), mismatched: null };
const numbers: TaskExamples = { ...classes, labels: [], training: sentences(80).map((one) => ({ ...one, label: 5 * one.label })), development: sentences(24).map((one) => ({ ...one, label: 5 * one.label })) };
const question = (i: number) => {
  const context = `the film is ${words[i % 2]} ${"the film ".repeat(1 + (i % 4))}`;
  const start = context.indexOf(words[i % 2] ?? "");
  return { id: String(i), question: "where", context, answers: i % 5 === 0 ? [] : [{ text: words[i % 2] ?? "", start }] };
};
const questions: TaskExamples = { kind: "questions", training: Array.from({ length: 80 }, (_, i) => ({ ...question(i), question: i % 5 === 0 ? "who" : "where" })), development: null };

async function tuned(task: DownstreamName, examples: TaskExamples, change: Partial<FineTuning> = {}, seed = 3): Promise<{ result: FineTuned; told: FineTuneProgress[] }> {
  const own = { ...settings, ...change };
  const prepared = prepareTask(task, examples, reader, own, 1);
  const told: FineTuneProgress[] = [];
  const running = fineTune({ config, pretrained, prepared, settings: own, learningRate: own.learningRates[0] ?? 0, seed, now: () => performance.now() });
  for (;;) {
    const { done, value } = await running.next();
    if (done) return { result: value, told };
    told.push(value);
  }
}

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
    const set = prepareTask("sst2", { ...classes, kind: "sentences", development: null }, reader, settings, 1);
    expect([set.development, set.stopping, set.training].map(({ rows }) => rows.firsts.length)).toEqual([8, 7, 65]);
    expect(prepareTask("sst2", classes, reader, { ...settings, examples: 20 }, 1).training.rows.firsts).toHaveLength(20);
  });

  it("takes no more tokens than the examples have, or the network knows", () => {
    expect(prepareTask("sst2", classes, reader, settings, 1).sequenceLength).toBe(8);
    expect(prepareTask("squad", questions, reader, settings, 1).sequenceLength).toBe(16);
    expect(prepareTask("squad", questions, { ...reader, maxPositionEmbeddings: 12 }, settings, 1).sequenceLength).toBe(12);
  });
});
