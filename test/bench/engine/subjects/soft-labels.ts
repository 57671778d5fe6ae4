/** What the teacher says, for engines that take it as one dense array a batch. */
import type { Batch } from "../../../../src/data/batch.ts";
import * as tf from "../../../../src/engine/tf.ts";
import { disposeParameters, toTensors } from "../../../../src/model/parameters.ts";
import { batchesOf, teacherOf, teacherSeed } from "../material.ts";
import type { Scale } from "../scale.ts";
import type { PlainInput } from "./plain-mobilebert.ts";

export function inputOf({ batchSize, sequenceLength, inputIds, tokenTypeIds, attentionMask }: Batch): PlainInput {
  const shape: [number, number] = [batchSize, sequenceLength];
  return {
    inputIds: tf.tensor2d(inputIds, shape, "int32"),
    tokenTypeIds: tf.tensor2d(tokenTypeIds, shape, "int32"),
    attentionMask: tf.tensor2d(attentionMask, shape),
  };
}

/** The teacher's distribution over all words at the hidden tokens, once for each batch. @returns [M · V] each */
export async function softLabels(scale: Scale): Promise<Float32Array[]> {
  const network = teacherOf(scale);
  const parameters = toTensors(network.initialise(teacherSeed));
  const batches = batchesOf(scale);
  const labels: Float32Array[] = [];
  for (let index = 0; index < batches.count; index++) {
    const batch = batches.batch(index);
    const probabilities = tf.tidy(() => {
      const last = network.encode(parameters, inputOf(batch)).hiddenStates.at(-1);
      if (last === undefined) throw new Error("the teacher gave no hidden states");
      const rows = tf.reshape<tf.Rank.R2>(last, [batch.batchSize * batch.sequenceLength, network.hiddenSize]);
      return tf.softmax(network.mlmLogits(parameters, tf.gather(rows, tf.tensor1d(batch.maskedPositions, "int32"))));
    });
    labels.push(Float32Array.from(await probabilities.data()));
    probabilities.dispose();
  }
  disposeParameters(parameters);
  return labels;
}
