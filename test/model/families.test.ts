/**
 * A BERT's weights under the names of another family are the same function. The names are those that transformers writes.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { NamedTensor, NamedTensors } from "../../src/base/tensors.ts";
import * as tf from "../../src/engine/tf.ts";
import { parseBertConfig } from "../../src/model/bert-config.ts";
import { families } from "../../src/model/families/index.ts";
import { createNetwork, loadNetwork } from "../../src/model/load.ts";
import type { Network } from "../../src/model/network.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import { startBackend } from "../tools/node-backend.ts";

const sizes = { vocab_size: 11, num_hidden_layers: 2, hidden_size: 8, num_attention_heads: 2, intermediate_size: 12 };
const bertJson = { ...sizes, model_type: "bert", max_position_embeddings: 6 };
const bert = createNetwork(parseBertConfig(bertJson), ["mlm"]);
const word = "bert.embeddings.word_embeddings.weight";
const types = "bert.embeddings.token_type_embeddings.weight";
const positions = "bert.embeddings.position_embeddings.weight";

/** Every parameter away from its initial value. */
const weights: NamedTensors = new Map(
  [...bert.initialise(7)].map(([name, { shape, data }]) => [name, { shape, data: data.map((value, i) => value + 0.3 * Math.sin(i + name.length)) }]),
);
const of = (tensors: NamedTensors, name: string): NamedTensor => {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(name);
  return tensor;
};
const changed = (changes: Record<string, NamedTensor>): NamedTensors => new Map([...weights, ...Object.entries(changes)]);
const renamed = (tensors: NamedTensors, nameInFile: (name: string) => string): NamedTensors =>
  new Map([...tensors].map(([name, tensor]) => [nameInFile(name), tensor]));

/** Hidden states and MLM logits for two sequences, the second with other token types and padding. */
async function outputsOf(network: Network, tensors: NamedTensors): Promise<Float32Array[]> {
  const parameters = toTensors(tensors);
  const { hiddenStates } = network.encode(parameters, {
    inputIds: tf.tensor2d([[2, 5, 9, 3], [2, 7, 3, 0]], [2, 4], "int32"),
    tokenTypeIds: tf.tensor2d([[0, 0, 1, 1], [0, 1, 1, 0]], [2, 4], "int32"),
    attentionMask: tf.tensor2d([[1, 1, 1, 1], [1, 1, 1, 0]], [2, 4]),
  });
  const last = hiddenStates.at(-1) ?? tf.zeros<tf.Rank.R3>([2, 4, 8]);
  const outputs = [...hiddenStates, network.mlmLogits(parameters, tf.reshape<tf.Rank.R2>(last, [8, network.hiddenSize]))];
  const values = await Promise.all(outputs.map(async (output) => Float32Array.from(await output.data())));
  disposeParameters(parameters);
  return values;
}

const zeros = (shape: readonly number[]): NamedTensor => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });

describe("families of BERT", () => {
  beforeAll(() => startBackend("cpu"));

  it("DistilBERT is a BERT without token types", async () => {
    const { nameInFile } = families.distilbert;
    const file = renamed(new Map([...weights].filter(([name]) => name !== types)), nameInFile);
    expect([...file.keys()]).toEqual(expect.arrayContaining([
      "distilbert.embeddings.word_embeddings.weight",
      "distilbert.embeddings.LayerNorm.bias",
      "distilbert.transformer.layer.1.attention.q_lin.weight",
      "distilbert.transformer.layer.1.attention.out_lin.bias",
      "distilbert.transformer.layer.1.sa_layer_norm.weight",
      "distilbert.transformer.layer.1.ffn.lin1.weight",
      "distilbert.transformer.layer.1.ffn.lin2.bias",
      "distilbert.transformer.layer.1.output_layer_norm.weight",
      "vocab_transform.weight",
      "vocab_layer_norm.bias",
      "vocab_projector.bias",
    ]));
    const config = { model_type: "distilbert", vocab_size: 11, n_layers: 2, dim: 8, n_heads: 2, hidden_dim: 12, max_position_embeddings: 6 };
    const loaded = loadNetwork(config, file);
    expect(loaded.targets).toEqual(["mlm"]);
    expect(loaded.modelType).toBe("distilbert");
    expect(await outputsOf(loaded.network, loaded.tensors)).toEqual(await outputsOf(bert, changed({ [types]: zeros([2, 8]) })));
  });

  it("RoBERTa is a BERT whose positions begin behind the padding, with one token type", async () => {
    const place = of(weights, positions);
    const type = of(weights, types).data.subarray(0, 8);
    const inFile = changed({
      [positions]: { shape: [8, 8], data: Float32Array.of(...new Float32Array(16).fill(99), ...place.data) },
      [types]: { shape: [1, 8], data: type },
    });
    const file = renamed(inFile, families.roberta.nameInFile);
    expect([...file.keys()]).toEqual(expect.arrayContaining([
      "roberta.encoder.layer.0.attention.self.query.weight",
      "lm_head.dense.weight",
      "lm_head.layer_norm.weight",
      "lm_head.bias",
    ]));
    const config = { ...sizes, model_type: "roberta", max_position_embeddings: 8, type_vocab_size: 1, pad_token_id: 1 };
    const loaded = loadNetwork(config, file);
    const both = { shape: [2, 8], data: Float32Array.of(...type, ...type) };
    expect(await outputsOf(loaded.network, loaded.tensors)).toEqual(await outputsOf(bert, changed({ [types]: both })));
    // The decoder's weights, tied to the words', may be the ones that are kept.
    const tied = new Map([...file].map(([name, tensor]) => [name === "roberta.embeddings.word_embeddings.weight" ? "lm_head.decoder.weight" : name, tensor]));
    expect(of(loadNetwork(config, tied).tensors, word)).toBe(of(weights, word));
  });

  it("ELECTRA's generator is a BERT, and its discriminator a bare one", async () => {
    const config = { ...sizes, model_type: "electra", embedding_size: 8, max_position_embeddings: 6 };
    const file = renamed(weights, families.electra.nameInFile);
    expect([...file.keys()]).toEqual(expect.arrayContaining([
      "electra.encoder.layer.1.output.dense.weight",
      "generator_predictions.dense.weight",
      "generator_predictions.LayerNorm.bias",
      "generator_lm_head.bias",
    ]));
    const loaded = loadNetwork(config, file);
    expect(await outputsOf(loaded.network, loaded.tensors)).toEqual(await outputsOf(bert, weights));
    const bare = new Map([...file].filter(([name]) => name.startsWith("electra.")));
    expect(loadNetwork(config, bare).targets).toEqual([]);
  });

  it("ELECTRA's narrow embeddings are projected: the identity onto the first coordinates changes nothing there", async () => {
    const config = { ...sizes, model_type: "electra", embedding_size: 4, max_position_embeddings: 6 };
    const { network } = loadNetwork(config, renamedNarrow());
    expect(network.shapes.get("bert.embeddings_project.weight")).toEqual([8, 4]);
    expect(network.shapes.get("cls.predictions.transform.dense.weight")).toEqual([4, 8]);
    const [embedded] = await outputsOf(network, loadNetwork(config, renamedNarrow()).tensors);
    const rows = Array.from({ length: 8 }, (_, row) => [...(embedded ?? []).slice(8 * row, 8 * row + 8)]);
    for (const row of rows) {
      // A LayerNorm of scale 1 and shift 0 gives rows of mean 0 and variance 1; behind them come the projection's zeros.
      const narrow = row.slice(0, 4);
      expect(narrow.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 5);
      expect(narrow.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(4, 3);
      expect(row.slice(4)).toEqual([0, 0, 0, 0]);
    }
  });

  it("tell a missing tensor by the file's own name", () => {
    const file = new Map(renamed(weights, families.distilbert.nameInFile));
    file.delete("distilbert.transformer.layer.0.ffn.lin1.weight");
    const config = { model_type: "distilbert", vocab_size: 11, n_layers: 2, dim: 8, n_heads: 2, hidden_dim: 12, max_position_embeddings: 6 };
    expect(() => loadNetwork(config, file)).toThrow('lacks the tensor "distilbert.transformer.layer.0.ffn.lin1.weight" [12, 8]');
  });
});

function renamedNarrow(): NamedTensors {
  const network = createNetwork({ ...parseBertConfig(bertJson), embeddingSize: 4 }, ["mlm"]);
  const identity = Float32Array.from({ length: 32 }, (_, i) => (Math.floor(i / 4) === i % 4 ? 1 : 0));
  const tensors = new Map([...network.initialise(3), ["bert.embeddings_project.weight", { shape: [8, 4], data: identity }]] as const);
  return renamed(tensors, families.electra.nameInFile);
}
