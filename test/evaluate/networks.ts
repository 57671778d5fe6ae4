/** Tiny networks and hand-made batches. */
import type { Batch, BatchSource } from "../../src/data/batch.ts";
import * as tf from "../../src/engine/tf.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import { mobileBertConfig } from "../../src/model/mobilebert-config.ts";
import type { Network } from "../../src/model/network.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";

export const vocabulary = { vocabSize: 24, maxPositionEmbeddings: 16 };
export const architecture = {
  numHiddenLayers: 2,
  hiddenSize: 16,
  intraBottleneckSize: 8,
  numAttentionHeads: 2,
  intermediateSize: 16,
  numFeedforwardNetworks: 1,
};
export const requirements: Requirements = {
  ...defaultRequirements,
  template: { ...defaultRequirements.template, embeddingSize: 8 },
  evaluation: { examples: 6 },
  target: { batchSize: 1, sequenceLength: 8, backend: "cpu" },
};

export const createStudent = () => createMobileBert(mobileBertConfig(architecture, requirements.template, vocabulary));

/**
 * A network that guesses by rule: the word at a position is its token id plus one, the pair follows where the row's first
 * token id is even.
 */
export function createRuleNetwork(vocabSize: number): Network {
  const oneHot = (ids: tf.Tensor) => tf.cast(tf.oneHot(tf.cast(ids, "int32"), vocabSize), "float32");
  return {
    layers: 1,
    hiddenSize: 1,
    heads: 1,
    vocabSize,
    shapes: new Map(),
    encode(_, { inputIds }) {
      const hidden = tf.expandDims(tf.cast(inputIds, "float32"), 2) as tf.Tensor3D; // [B, S, 1]
      return { hiddenStates: [tf.zerosLike(hidden), hidden], attentionScores: [] };
    },
    mlmLogits: (_, hidden) => oneHot(tf.squeeze(tf.add(hidden, 1), [1])) as tf.Tensor2D,
    nspLogits(_, lastHidden) {
      const first = tf.reshape(tf.slice(lastHidden, [0, 0, 0], [-1, 1, 1]), [-1]);
      return tf.cast(tf.oneHot(tf.cast(tf.mod(first, 2), "int32"), 2), "float32") as tf.Tensor2D;
    },
    initialise: () => new Map(),
  };
}

/** One batch of two sequences of four tokens, two slots a row. */
export function batchOf(changes: Partial<Batch> = {}): Batch {
  return {
    batchSize: 2,
    sequenceLength: 4,
    inputIds: Int32Array.of(2, 3, 4, 5, 7, 8, 9, 10),
    tokenTypeIds: new Int32Array(8),
    attentionMask: new Float32Array(8).fill(1),
    maskedPositions: Int32Array.of(1, 2, 5, 0),
    maskedLabels: Int32Array.of(4, 4, 9, 0),
    maskedWeights: Float32Array.of(1, 1, 1, 0),
    nspLabels: Int32Array.of(0, 0),
    ...changes,
  };
}

export const sourceOf = (...batches: readonly Batch[]): BatchSource => ({
  count: batches.length,
  batch: (index) => batches[index % batches.length] ?? batchOf(),
});
