/**
 * Losses of downstream tasks, of a batch of B examples with weights w [B], 0 in unused slots.
 *
 *   class    Σ w CE(x, y) / Σ w                               x [B, K] logits, y [B]
 *   number   Σ w (x − y)² / Σ w                               x [B, 1], y [B]
 *   span     (Σ w CE(x₁, y₁) + Σ w CE(x₂, y₂)) / (2 Σ w)      x₁, x₂ [B, S] of beginning and end, y₁, y₂ [B] positions
 *
 * Source: Hugging Face's `…ForSequenceClassification` and `…ForQuestionAnswering`.
 */
import type { TaskArrays } from "../../data/task-batches.ts";
import { labelCrossEntropy } from "../../engine/kernels/label-cross-entropy.ts";
import type { TensorsOf } from "../../engine/program.ts";
import * as tf from "../../engine/tf.ts";
import type { DownstreamFacts } from "../../study/downstream.ts";

/** @param logits [B, K], of spans [B, 2 S] @param inputs the batch, with its targets and weights */
export type TaskLoss = (logits: tf.Tensor2D, inputs: TensorsOf<TaskArrays>) => tf.Scalar;

const named = (inputs: Readonly<Record<string, tf.Tensor>>, name: string): tf.Tensor1D => {
  const tensor = inputs[name];
  if (tensor === undefined) throw new Error(`the batch lacks its target "${name}"`);
  return tf.reshape<tf.Rank.R1>(tensor, [tensor.size]);
};

export const downstreamLosses: Readonly<Record<DownstreamFacts["predicts"], TaskLoss>> = {
  class: (logits, inputs) => labelCrossEntropy(logits, named(inputs, "labels"), inputs.weights, null),

  number(logits, inputs) {
    const errors = tf.squaredDifference(tf.reshape(logits, [logits.size]), named(inputs, "labels")); // [B]
    return tf.div(tf.sum(tf.mul(errors, inputs.weights)), tf.sum(inputs.weights));
  },

  span(logits, inputs) {
    const [batch, width] = logits.shape;
    const rows = tf.reshape<tf.Rank.R2>(logits, [2 * batch, width / 2]); // [2 B, S], a sequence's beginning and end after another
    const both = (first: tf.Tensor1D, second: tf.Tensor1D) => tf.reshape<tf.Rank.R1>(tf.stack([first, second], 1), [2 * batch]);
    return labelCrossEntropy(rows, both(named(inputs, "begins"), named(inputs, "ends")), both(inputs.weights, inputs.weights), null);
  },
};
