/**
 * Softmax cross-entropy against dense targets, with its gradient in closed form.
 *
 * Notation: x logits [..., K]; t targets [..., K], each row a distribution; a shares [..., 1] or broadcastable to it;
 * p = softmax(x).
 *   L     = Σ a · (log Σ_k e^x − Σ_k t x)
 *   ∂L/∂x = a (p − t)
 * The softmax's largest entry is 1 / Σ_k e^(x − max x), so the softmax kernel (one dispatch) also gives the stable
 * logarithm of the sum, and no second pass of exponentials is needed.
 */
import * as tf from "../../engine/tf.ts";
import { scalarLoss } from "./scalar-loss.ts";

/** @returns L, a scalar, differentiable with respect to `logits` only */
export function softmaxCrossEntropy(logits: tf.Tensor, targets: tf.Tensor, shares: tf.Tensor): tf.Scalar {
  return scalarLoss(logits, (x) => {
    const p = tf.softmax(x); // [..., K]
    const logSum = tf.neg(tf.log(tf.max(p, -1, true))); // [..., 1]
    const shifted = tf.sub(x, tf.max(x, -1, true)); // [..., K]
    const rows = tf.sub(logSum, tf.sum(tf.mul(targets, shifted), -1, true)); // [..., 1]
    return { value: tf.sum<tf.Scalar>(tf.mul(rows, shares)), gradient: tf.mul(tf.sub(p, targets), shares) };
  });
}

/** Weights as shares of their sum; the released code's 1e-5 keeps a batch without weights finite. */
export function sharesOf(weights: tf.Tensor): tf.Tensor {
  return tf.div(weights, tf.add(tf.sum(weights), 1e-5));
}

/**
 * Labels as rows of a distribution. The cast is not idle: tfjs's wasm `oneHot` writes the bits of the integer 1 into a
 * float tensor. @param labels [N] int32 @returns [N, K] float32
 */
export function oneHotRows(labels: tf.Tensor1D, classes: number): tf.Tensor {
  return tf.cast(tf.oneHot(labels, classes), "float32");
}
