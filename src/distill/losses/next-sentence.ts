/**
 * Next-sentence prediction: hard cross-entropy.
 *
 * Notation: x logits [B, 2]; y labels [B], 0 "follows", 1 "from elsewhere".
 *   L = Σ_b CE(onehot(y_b), softmax(x_b)) / B
 * Source: BERT (arXiv 1810.04805) section 3.1.
 */
import { labelCrossEntropy } from "../../engine/kernels/label-cross-entropy.ts";
import type * as tf from "../../engine/tf.ts";

export function nextSentenceLoss(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return labelCrossEntropy(logits, labels, null, null);
}
