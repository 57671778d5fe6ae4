/**
 * Masked language modelling: hard cross-entropy, and its distilled form with soft labels, at the hidden positions only.
 *
 * Notation: x logits [N, V] at the hidden positions; y their true tokens [N]; w weights [N], 0 in unused slots.
 *   L = Σ_n w_n CE(α onehot(y_n) + (1 − α) q_n, softmax(x_n)) / (Σ_n w_n + 1e-5)
 * with the teacher's distribution q and the ground truth's share α of engine/kernels/label-cross-entropy.ts; α = 1 is
 * the hard loss. Source: MobileBERT (arXiv 2004.02984) eq. 4 and its released `run_pretraining.py`
 * (`distill_ground_truth_ratio` 0.5, temperature 1).
 */
import { labelCrossEntropy, type SoftLabels } from "../../engine/kernels/label-cross-entropy.ts";
import type * as tf from "../../engine/tf.ts";

export type { SoftLabels } from "../../engine/kernels/label-cross-entropy.ts";

/** @param soft null: the true tokens alone */
export function maskedLanguageLoss(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  weights: tf.Tensor1D,
  soft: SoftLabels | null,
): tf.Scalar {
  return labelCrossEntropy(logits, labels, weights, soft);
}
