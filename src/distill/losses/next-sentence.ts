/**
 * Next-sentence prediction: hard cross-entropy.
 *
 * Notation: x logits [B, 2]; y labels [B], 0 "follows", 1 "from elsewhere".
 *   L = Σ_b CE(onehot(y_b), softmax(x_b)) / B
 * Source: BERT (arXiv 1810.04805) section 3.1.
 */
import * as tf from "../../engine/tf.ts";
import { oneHotRows, softmaxCrossEntropy } from "./cross-entropy.ts";

export function nextSentenceLoss(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return softmaxCrossEntropy(logits, oneHotRows(labels, 2), tf.scalar(1 / logits.shape[0]));
}
