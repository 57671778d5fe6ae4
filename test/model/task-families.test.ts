/**
 * Heads of downstream tasks in the families that are computed as BERTs: the names that transformers gives them, and the
 * same function behind them when they are written and read again.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { normalCdf } from "../../src/base/normal.ts";
import { createRandom } from "../../src/base/random.ts";
import type { NamedTensors } from "../../src/base/tensors.ts";
import * as tf from "../../src/engine/tf.ts";
import { readModelFiles } from "../../src/formats/hugging-face.ts";
import { taskModelDirectory } from "../../src/lab/downstream/task-model.ts";
import { parseConfig } from "../../src/model/load.ts";
import { loadTaskNetwork } from "../../src/model/load-task.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import { createTaskNetwork, type TaskHead, type TaskNetwork } from "../../src/model/task-network.ts";
import { usualFineTuning } from "../../src/study/fine-tuning.ts";
import { startBackend } from "../tools/node-backend.ts";

const P = 8;
const sizes = { vocab_size: 7, num_hidden_layers: 1, hidden_size: P, num_attention_heads: 2, intermediate_size: 8 };
const heads: readonly TaskHead[] = [{ kind: "sequence", outputs: 3 }, { kind: "span" }];

interface Case {
  readonly json: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly headNames: readonly string[];
  readonly act: (x: number) => number;
  /** Rows of a table in the file, which the network has otherwise. */
  readonly positions: number;
  readonly types: number | undefined;
}

const ofTwo = ["classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight", "classifier.out_proj.bias"];
const cases: Readonly<Record<string, Case>> = {
  distilbert: {
    json: { model_type: "distilbert", vocab_size: 7, max_position_embeddings: 6, n_layers: 1, dim: P, n_heads: 2, hidden_dim: 8 },
    name: "DistilBert",
    headNames: ["pre_classifier.weight", "pre_classifier.bias", "classifier.weight", "classifier.bias"],
    act: (x) => Math.max(0, x),
    positions: 6,
    types: undefined,
  },
  electra: {
    json: { ...sizes, model_type: "electra", max_position_embeddings: 6, embedding_size: 4 },
    name: "Electra",
    headNames: ofTwo,
    act: (x) => x * normalCdf(x),
    positions: 6,
    types: 2,
  },
  roberta: {
    json: { ...sizes, model_type: "roberta", max_position_embeddings: 8, type_vocab_size: 1 },
    name: "Roberta",
    headNames: ofTwo,
    act: Math.tanh,
    positions: 8,
    types: 1,
  },
};

function noisy(network: TaskNetwork): NamedTensors {
  const random = createRandom(5);
  return new Map([...network.shapes].map(([name, shape]) => [name, { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) }]));
}

const input = () => ({
  inputIds: tf.tensor2d([1, 2, 3, 4, 5, 6, 1, 0], [2, 4], "int32"),
  tokenTypeIds: tf.tensor2d([0, 0, 1, 1, 0, 0, 0, 0], [2, 4], "int32"),
  attentionMask: tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 0], [2, 4]),
});

async function logitsOf(network: TaskNetwork, tensors: NamedTensors): Promise<number[]> {
  const parameters = toTensors(tensors);
  const values = [...(await network.logits(parameters, input()).data())];
  disposeParameters(parameters);
  return values;
}

const run = { task: "sst2", learningRate: 1e-4, seed: 1, steps: 4, bestStep: 2, chosenBy: 0.5, measured: { accuracy: 0.5 }, score: { value: 0.5, low: 0.4, high: 0.6, samples: 9 } } as const;
const vocabulary = new TextEncoder().encode(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b"].join("\n"));

describe.each(Object.entries(cases))("a fine-tuned %s", (_, { json, name, headNames, act, positions, types }) => {
  beforeAll(() => startBackend("cpu"));

  it.each(heads)("is written under transformers' names, and read again as the same function: %j", async (head) => {
    const network = createTaskNetwork(parseConfig(json), head);
    const tensors = noisy(network);
    const directory = taskModelDirectory({ config: json, head, labels: [], tensors, files: [{ name: "vocab.txt", bytes: vocabulary }], origin: "a teacher", run, settings: usualFineTuning });
    const files = readModelFiles(directory);
    expect(files.config["architectures"]).toEqual([`${name}For${head.kind === "span" ? "QuestionAnswering" : "SequenceClassification"}`]);
    const prefix = `${name.toLowerCase()}.`;
    const others = [...files.tensors.keys()].filter((each) => !each.startsWith(prefix));
    expect(others.sort()).toEqual((head.kind === "span" ? ["qa_outputs.weight", "qa_outputs.bias"] : [...headNames]).sort());
    expect(files.tensors.get(`${prefix}embeddings.position_embeddings.weight`)?.shape[0]).toBe(positions);
    expect(files.tensors.get(`${prefix}embeddings.token_type_embeddings.weight`)?.shape[0]).toBe(types);

    const loaded = loadTaskNetwork(files.config, files.tensors);
    const [before, after] = [await logitsOf(network, tensors), await logitsOf(loaded.network, loaded.tensors)];
    after.forEach((value, i) => expect(value).toBeCloseTo(before[i] ?? NaN, 4));
  });

  it("reads the first token through its own activation", async () => {
    const network = createTaskNetwork(parseConfig(json), { kind: "sequence", outputs: 3 });
    const tensors = noisy(network);
    const parameters = toTensors(tensors);
    const hidden = await (network.encoder.encode(parameters, input()).hiddenStates[1] ?? tf.zeros<tf.Rank.R3>([2, 4, P])).data();
    disposeParameters(parameters);
    const dense = (part: string, x: readonly number[]) => {
      const [weight, bias] = [tensors.get(`${part}.weight`)?.data ?? [], tensors.get(`${part}.bias`)?.data ?? []];
      return [...bias].map((start, row) => x.reduce((sum, value, i) => sum + value * (weight[row * P + i] ?? 0), start));
    };
    const expected = [0, 1].flatMap((row) => dense("classifier", dense("bert.pooler.dense", [...hidden.slice(4 * P * row, 4 * P * row + P)]).map(act)));
    const values = await logitsOf(network, tensors);
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 4));
  });
});
