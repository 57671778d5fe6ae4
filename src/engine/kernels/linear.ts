/**
 * A fully connected layer with the weight as Hugging Face stores it.
 *
 * Notation: x [N, in], W [out, in], b [out], y [N, out];  y = x Wᵀ + b.
 * Gradients: dx = dy W, dW = dyᵀ x, db = Σ_n dy[n].
 */
import * as tf from "../tf.ts";
import { withGradient } from "./gradient.ts";

/** The reference composition. */
export function linearReference(x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor2D {
  return tf.add(tf.matMul<tf.Tensor2D>(x, weight, false, true), bias);
}

export function linear(x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor2D {
  return withGradient<tf.Tensor2D>(
    [x, weight, bias],
    (save) => {
      save(x, weight);
      const y = tf.fused.matMul({ a: x, b: weight, bias, transposeB: true });
      return tf.reshape<tf.Rank.R2>(y, [y.shape[0] ?? 0, y.shape[1] ?? 0]);
    },
    (dy, saved) => {
      const [input, kernel] = saved;
      if (input === undefined || kernel === undefined) throw new Error("linear saved no tensors");
      return [tf.matMul(dy, kernel), tf.matMul(dy, input, true, false), tf.sum(dy, 0)];
    },
  );
}
