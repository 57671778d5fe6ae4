/**
 * Masked language modelling: hard cross-entropy, and its distilled form with soft labels.
 *
 * Notation: x logits [N, V] at the hidden positions only; y their true tokens [N]; w weights [N], 0 in unused slots;
 * q the teacher's softmax [N, V]; α the ground truth's share.
 *   L = Σ_n w_n CE(α onehot(y_n) + (1 − α) q_n, softmax(x_n)) / (Σ_n w_n + 1e-5)
 * α = 1 is the hard loss. Source: MobileBERT (arXiv 2004.02984) eq. 4 and its released `run_pretraining.py`
 * (`distill_ground_truth_ratio` 0.5, temperature 1).
 */
import * as tf from "../../engine/tf.ts";
import { oneHotRows, sharesOf, softmaxCrossEntropy } from "./cross-entropy.ts";

/** The teacher's word on the hidden positions. */
export interface SoftLabels {
  /** [N, V], each row a distribution */
  readonly probabilities: tf.Tensor2D;
  readonly groundTruthShare: number;
}

/** @param soft null: the true tokens alone */
export function maskedLanguageLoss(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  weights: tf.Tensor1D,
  soft: SoftLabels | null,
): tf.Scalar {
  const hard = oneHotRows(labels, logits.shape[1]); // [N, V]
  const targets =
    soft === null
      ? hard
      : tf.add(tf.mul(hard, soft.groundTruthShare), tf.mul(soft.probabilities, 1 - soft.groundTruthShare)); // [N, V]
  return softmaxCrossEntropy(logits, targets, sharesOf(tf.expandDims(weights, 1)));
}
