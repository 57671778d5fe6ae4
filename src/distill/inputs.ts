import type { Batch } from "../data/batch.ts";
import { embedding } from "../engine/kernels/embedding.ts";
import * as tf from "../engine/tf.ts";
import type { EncoderInput } from "../model/network.ts";

/** A batch on the backend; the caller owns the tensors. B sequences of S tokens, N slots for hidden tokens. */
export interface BatchTensors {
  readonly encoder: EncoderInput;
  /** [N] int32, row · S + column */
  readonly maskedPositions: tf.Tensor1D;
  /** [N] int32 */
  readonly maskedLabels: tf.Tensor1D;
  /** [N] float32 */
  readonly maskedWeights: tf.Tensor1D;
  /** [B] int32 */
  readonly nspLabels: tf.Tensor1D;
}

export function encoderInput(batch: Batch): EncoderInput {
  const shape: [number, number] = [batch.batchSize, batch.sequenceLength];
  return {
    inputIds: tf.tensor2d(batch.inputIds, shape, "int32"),
    tokenTypeIds: tf.tensor2d(batch.tokenTypeIds, shape, "int32"),
    attentionMask: tf.tensor2d(batch.attentionMask, shape),
  };
}

export function batchTensors(batch: Batch): BatchTensors {
  return {
    encoder: encoderInput(batch),
    maskedPositions: tf.tensor1d(batch.maskedPositions, "int32"),
    maskedLabels: tf.tensor1d(batch.maskedLabels, "int32"),
    maskedWeights: tf.tensor1d(batch.maskedWeights),
    nspLabels: tf.tensor1d(batch.nspLabels, "int32"),
  };
}

/** The states at N flat positions. @param hidden [B, S, H] @param positions [N] @returns [N, H] */
export function statesAt(hidden: tf.Tensor3D, positions: tf.Tensor1D): tf.Tensor2D {
  const [batch, sequence, width] = hidden.shape;
  return embedding(tf.reshape(hidden, [batch * sequence, width]), positions);
}
