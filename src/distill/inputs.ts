import type { BatchArrays } from "../data/batch-arrays.ts";
import { embedding } from "../engine/kernels/embedding.ts";
import type { TensorsOf } from "../engine/program.ts";
import * as tf from "../engine/tf.ts";

/** A batch on the backend. */
export type BatchTensors = TensorsOf<BatchArrays>;

/** The states at N flat positions. @param hidden [B, S, H] @param positions [N] @returns [N, H] */
export function statesAt(hidden: tf.Tensor3D, positions: tf.Tensor1D): tf.Tensor2D {
  const [batch, sequence, width] = hidden.shape;
  return embedding(tf.reshape(hidden, [batch * sequence, width]), positions);
}
