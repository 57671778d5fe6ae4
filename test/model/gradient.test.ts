/** The gradient of a whole network against finite differences. */
import { expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import type { NamedTensors } from "../../src/base/tensors.ts";
import { embedding } from "../../src/engine/kernels/embedding.ts";
import * as tf from "../../src/engine/tf.ts";
import { createBert } from "../../src/model/bert.ts";
import type { MobileBertConfig } from "../../src/model/mobilebert-config.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import type { Network, Parameters } from "../../src/model/network.ts";
import { disposeParameters, toTensors, toVariables } from "../../src/model/parameters.ts";
import { describeBackends } from "../suites/backend.ts";

const [batch, length, vocabSize] = [2, 5, 11];

const config: MobileBertConfig = {
  modelType: "mobilebert",
  vocabSize,
  maxPositionEmbeddings: 6,
  typeVocabSize: 2,
  embeddingSize: 4,
  trigramInput: true,
  numHiddenLayers: 2,
  hiddenSize: 6,
  intraBottleneckSize: 4,
  numAttentionHeads: 2,
  intermediateSize: 5,
  numFeedforwardNetworks: 2,
  keyQuerySharedBottleneck: true,
  useBottleneckAttention: false,
  normalizationType: "no_norm",
  hiddenAct: "gelu", // smooth: a difference quotient across relu's corner is no gradient
  layerNormEps: 1e-12,
  classifierActivation: true,
};

const networks: readonly (readonly [string, Network])[] = [
  ["MobileBERT", createMobileBert(config)],
  ["MobileBERT with LayerNorm and bottleneck attention", createMobileBert({ ...config, normalizationType: "layer_norm", useBottleneckAttention: true })],
  [
    "BERT",
    createBert({
      modelType: "bert",
      vocabSize,
      maxPositionEmbeddings: 6,
      typeVocabSize: 2,
      numHiddenLayers: 2,
      hiddenSize: 6,
      numAttentionHeads: 2,
      intermediateSize: 5,
      hiddenAct: "gelu_new",
      layerNormEps: 1e-12,
    }),
  ],
];

/** Values off their initial ones, so large that every part of the loss depends on every parameter. */
function valuesOf(network: Network): NamedTensors {
  const random = createRandom(2);
  return new Map(
    [...network.initialise(1)].map(([name, { shape, data }]) => [name, { shape, data: data.map((value) => value + 0.4 * random.normal()) }]),
  );
}

const ids = Int32Array.of(1, 4, 4, 9, 0, 3, 7, 1, 2, 10);

/** A scalar that hears of hidden states, attention scores and both heads. */
function loss(network: Network, parameters: Parameters): tf.Scalar {
  const attentionMask = tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [batch, length]);
  const { hiddenStates, attentionScores } = network.encode(parameters, {
    inputIds: tf.tensor2d(ids, [batch, length], "int32"),
    tokenTypeIds: tf.tensor2d([0, 0, 1, 1, 1, 0, 0, 0, 1, 0], [batch, length], "int32"),
    attentionMask,
  });
  const last = hiddenStates.at(-1);
  if (last === undefined) throw new Error("no hidden states");
  const rows = tf.reshape<tf.Rank.R2>(last, [batch * length, network.hiddenSize]);
  const parts: tf.Tensor[] = [
    tf.mean(tf.square(network.mlmLogits(parameters, embedding(rows, tf.tensor1d([1, 6], "int32"))))),
    tf.mean(tf.square(network.nspLogits(parameters, last))),
    ...hiddenStates.map((hidden) => tf.mean(tf.square(hidden))),
    ...attentionScores.map((scores) => tf.mean(tf.square(tf.softmax(scores)))),
  ];
  return tf.addN(parts.map((part) => tf.reshape<tf.Rank.R0>(part, [])));
}

async function lossAt(network: Network, values: NamedTensors): Promise<number> {
  const parameters = toTensors(values);
  const value = tf.tidy(() => loss(network, parameters));
  const [number = NaN] = await value.data();
  value.dispose();
  disposeParameters(parameters);
  return number;
}

describeBackends("the gradient", () => {
  it.each(networks)("of %s is the slope along each of its parameters", async (_, network) => {
    const values = valuesOf(network);
    const variables = toVariables(values);
    const before = tf.memory().numTensors;
    const { value, grads } = tf.variableGrads(() => loss(network, variables), [...variables.values()]);
    const random = createRandom(3);
    let compared = 0;
    for (const [name, { shape, data }] of values) {
      const gradient = grads[variables.get(name)?.name ?? ""];
      if (gradient === undefined) {
        // Hugging Face keeps the shared bottleneck even where attention reads the other one.
        expect(name).toContain("bottleneck.attention");
        continue;
      }
      expect(gradient.shape).toEqual(shape);
      // One random direction a parameter hears of all its numbers at once.
      const direction = data.map(() => random.normal());
      const norm = Math.sqrt(direction.reduce((sum, x) => sum + x * x, 0));
      const step = 2e-2;
      const moved = (sign: number) =>
        new Map([...values, [name, { shape, data: data.map((x, i) => x + (sign * step * (direction[i] ?? NaN)) / norm) }]]);
      const slope = ((await lossAt(network, moved(1))) - (await lossAt(network, moved(-1)))) / (2 * step);
      const numbers = await gradient.data();
      const along = direction.reduce((sum, x, i) => sum + x * (numbers[i] ?? NaN), 0) / norm;
      expect(Math.abs(along - slope), name).toBeLessThan(3e-3 + 0.02 * Math.abs(slope));
      compared++;
    }
    expect(compared).toBeGreaterThan(40);
    value.dispose();
    for (const gradient of Object.values(grads)) gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
    disposeParameters(variables);
  });
});
