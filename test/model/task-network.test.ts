import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import type { NamedTensors } from "../../src/base/tensors.ts";
import * as tf from "../../src/engine/tf.ts";
import { readModelFiles } from "../../src/formats/hugging-face.ts";
import { taskModelDirectory } from "../../src/lab/downstream/task-model.ts";
import { createNetwork, parseConfig } from "../../src/model/load.ts";
import { toTensors } from "../../src/model/parameters.ts";
import { loadTaskNetwork } from "../../src/model/load-task.ts";
import { taskConfig } from "../../src/model/task-config.ts";
import { createTaskNetwork, type TaskHead } from "../../src/model/task-network.ts";
import { usualFineTuning } from "../../src/study/fine-tuning.ts";
import { describeBackends } from "../suites/backend.ts";

const sizes = { vocab_size: 7, max_position_embeddings: 6, num_hidden_layers: 1, hidden_size: 8, num_attention_heads: 2, intermediate_size: 8 };
const bert = { model_type: "bert", ...sizes };
const mobilebert = { model_type: "mobilebert", ...sizes, embedding_size: 4, intra_bottleneck_size: 4, num_feedforward_networks: 1 };
const bare = { ...mobilebert, classifier_activation: false };
const forms: [string, Record<string, unknown>][] = [["bert", bert], ["mobilebert", mobilebert], ["mobilebert without a pooler", bare]];
const heads: readonly TaskHead[] = [{ kind: "sequence", outputs: 3 }, { kind: "sequence", outputs: 1 }, { kind: "span" }];

const input = () => ({
  inputIds: tf.tensor2d([1, 2, 3, 4, 5, 6, 1, 0], [2, 4], "int32"),
  tokenTypeIds: tf.tensor2d([0, 0, 1, 1, 0, 0, 0, 0], [2, 4], "int32"),
  attentionMask: tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 0], [2, 4]),
});

/** Off the initial values, so that no two tensors are alike. */
function noisy(shapes: ReadonlyMap<string, readonly number[]>, seed = 5): NamedTensors {
  const random = createRandom(seed);
  return new Map([...shapes].map(([name, shape]) => [name, { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) }]));
}

describeBackends("networks with a head of a downstream task", () => {
  it.each(forms)("read %s's first token as its NSP head does", async (_, json) => {
    const config = parseConfig(json);
    const network = createTaskNetwork(config, { kind: "sequence", outputs: 2 });
    const pretrained = createNetwork(config);
    const tensors = noisy(pretrained.shapes);
    const [weight, bias] = [tensors.get("cls.seq_relationship.weight"), tensors.get("cls.seq_relationship.bias")];
    if (!weight || !bias) throw new Error("there is no NSP head");
    const ours = new Map([...network.initialise(tensors, 1), ["classifier.weight", weight], ["classifier.bias", bias]]);
    const parameters = toTensors(tensors);
    const { hiddenStates } = pretrained.encode(parameters, input());
    const expected = await pretrained.nspLogits(parameters, hiddenStates[1] ?? tf.zeros([1, 1, 1])).data();
    expect([...(await network.logits(toTensors(ours), input()).data())]).toEqual([...expected]);
  });

  it.each(forms)("give %s's beginnings, then its ends", async (_, json) => {
    const network = createTaskNetwork(parseConfig(json), { kind: "span" });
    const tensors = noisy(network.shapes);
    const parameters = toTensors(tensors);
    const hidden = await (network.encoder.encode(parameters, input()).hiddenStates[1] ?? tf.zeros<tf.Rank.R3>([1, 1, 1])).data();
    const [weight, bias] = [tensors.get("qa_outputs.weight")?.data ?? [], tensors.get("qa_outputs.bias")?.data ?? []];
    const at = (row: number, side: number) => Array.from({ length: 8 }, (_, i) => (hidden[row * 8 + i] ?? 0) * (weight[side * 8 + i] ?? 0)).reduce((a, b) => a + b, bias[side] ?? 0);
    const logits = network.logits(parameters, input());
    expect(logits.shape).toEqual([2, 8]);
    const expected = [0, 1].flatMap((b) => [0, 1].flatMap((side) => [0, 1, 2, 3].map((s) => at(4 * b + s, side))));
    const values = await logits.data();
    // NoNorm's states are large, and so is their rounding.
    for (const [i, value] of expected.entries()) expect(Math.abs((values[i] ?? NaN) - value) / Math.max(1, Math.abs(value))).toBeLessThan(1e-4);
  });
});

describe("the parameters of a head", () => {
  const names = (json: unknown, head: TaskHead) => {
    const network = createTaskNetwork(parseConfig(json), head);
    return [...network.shapes.keys()].filter((name) => !network.encoder.shapes.has(name));
  };
  it("have Hugging Face's names", () => {
    const sequence: TaskHead = { kind: "sequence", outputs: 3 };
    const classifier = ["classifier.weight", "classifier.bias"];
    expect(names(bert, sequence)).toEqual(["bert.pooler.dense.weight", "bert.pooler.dense.bias", ...classifier]);
    expect(names(mobilebert, sequence)).toEqual(["mobilebert.pooler.dense.weight", "mobilebert.pooler.dense.bias", ...classifier]);
    expect(names(bare, sequence)).toEqual(classifier);
    for (const json of [bert, mobilebert, bare]) expect(names(json, { kind: "span" })).toEqual(["qa_outputs.weight", "qa_outputs.bias"]);
  });

  it("are the pretrained network's where it has them, else seeded", () => {
    const config = parseConfig(bert);
    const pretrained = noisy(createNetwork(config).shapes);
    const network = createTaskNetwork(config, { kind: "sequence", outputs: 2 });
    const [one, two] = [network.initialise(pretrained, 1), network.initialise(pretrained, 2)];
    expect(one.get("bert.pooler.dense.weight")).toBe(pretrained.get("bert.pooler.dense.weight"));
    expect(one.get("classifier.weight")).not.toEqual(two.get("classifier.weight"));
    expect(network.initialise(pretrained, 1)).toEqual(one);
  });
});

const run = { task: "sst2", learningRate: 1e-4, seed: 1, steps: 4, bestStep: 2, chosenBy: 0.5, measured: { accuracy: 0.5 }, score: { value: 0.5, low: 0.4, high: 0.6, samples: 9 } } as const;
const vocabulary = new TextEncoder().encode(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b"].join("\n"));

describe("the directory of a fine-tuned network", () => {
  it.each(forms.flatMap(([name, json]) => heads.map((head) => [name, json, head] as const)))("holds %s whole: %#", (_, json, head) => {
    const network = createTaskNetwork(parseConfig(json), head);
    const tensors = noisy(network.shapes);
    const labels = head.kind === "sequence" && head.outputs === 3 ? ["no", "perhaps", "yes"] : [];
    const directory = taskModelDirectory({ config: json, head, labels, tensors, files: [{ name: "vocab.txt", bytes: vocabulary }], origin: "a student", run, settings: usualFineTuning });
    const files = readModelFiles(directory);
    const loaded = loadTaskNetwork(files.config, files.tensors);
    expect(loaded.network.head).toEqual(head);
    expect(loaded.labels).toEqual(labels);
    expect(new Map(loaded.tensors)).toEqual(new Map(tensors));
    expect(files.tensors.size).toBe(tensors.size);
    expect(new TextDecoder().decode(directory[0]?.bytes)).toContain("# a student, fine-tuned on SST-2");
  });

  it("says what the head is, as transformers does", () => {
    expect(taskConfig(bert, { kind: "sequence", outputs: 2 }, ["no", "yes"])).toMatchObject({
      architectures: ["BertForSequenceClassification"],
      id2label: { 0: "no", 1: "yes" },
      label2id: { no: 0, yes: 1 },
      num_labels: 2,
      problem_type: "single_label_classification",
    });
    expect(taskConfig(mobilebert, { kind: "sequence", outputs: 1 }, [])).toMatchObject({ architectures: ["MobileBertForSequenceClassification"], problem_type: "regression" });
    expect(taskConfig(mobilebert, { kind: "span" }, [])).toEqual({ ...mobilebert, architectures: ["MobileBertForQuestionAnswering"] });
  });

  it("is refused where it is not what it says", () => {
    expect(() => taskConfig({ model_type: "albert" }, { kind: "span" }, [])).toThrow('a head of this family cannot be written: "albert"');
    expect(() => loadTaskNetwork({ ...bert, architectures: ["BertForMaskedLM"] }, new Map())).toThrow('config.json names no head of a downstream task: "BertForMaskedLM"');
    const network = createTaskNetwork(parseConfig(bert), { kind: "sequence", outputs: 2 });
    const three = taskConfig(bert, { kind: "sequence", outputs: 3 }, ["a", "b", "c"]);
    expect(() => loadTaskNetwork(three, noisy(network.shapes))).toThrow(/"classifier.weight" must have the shape \[3, 8\], got \[2, 8\]/);
  });
});
