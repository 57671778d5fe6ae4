/**
 * The two normalisations of the MobileBERT template (arXiv 2004.02984, section 3.4).
 *
 * Notation: x, y [N, C]; γ, β [C]; μ, σ² mean and variance of a row over its C channels; x̂ = (x − μ) / √(σ² + ε).
 * LayerNorm: y = γ x̂ + β.  NoNorm: y = γ x + β.
 * Gradients, g = γ dy: dγ = Σ_n dy x̂ (NoNorm: dy x), dβ = Σ_n dy,
 *   LayerNorm dx = (g − mean_c g − x̂ mean_c(g x̂)) / √(σ² + ε);  NoNorm dx = g.
 */
import * as tf from "../tf.ts";
import { withGradient } from "./gradient.ts";

/** The reference composition of LayerNorm. */
export function layerNormReference(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor2D {
  const { mean, variance } = tf.moments(x, 1, true); // [N, 1]
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon))), gamma), beta);
}

export function layerNorm(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor2D {
  return withGradient<tf.Tensor2D>(
    [x, gamma, beta],
    (save) => {
      const centred = tf.sub(x, tf.mean(x, 1, true)); // [N, C]
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon)); // [N, 1]
      const normalised = tf.mul(centred, scale);
      save(normalised, scale, gamma);
      return tf.add(tf.mul(normalised, gamma), beta);
    },
    (dy, saved) => {
      const [normalised, scale, weight] = saved;
      if (normalised === undefined || scale === undefined || weight === undefined) throw new Error("layerNorm saved no tensors");
      const g = tf.mul(dy, weight);
      const along = tf.mul(normalised, tf.mean(tf.mul(g, normalised), 1, true));
      const dx = tf.mul(tf.sub(tf.sub(g, tf.mean(g, 1, true)), along), scale);
      return [dx, tf.sum(tf.mul(dy, normalised), 0), tf.sum(dy, 0)];
    },
  );
}

/** The reference composition of NoNorm. */
export function noNormReference(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor2D {
  return tf.add(tf.mul(x, gamma), beta);
}

export function noNorm(x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor2D {
  return withGradient<tf.Tensor2D>(
    [x, gamma, beta],
    (save) => {
      save(x, gamma);
      return noNormReference(x, gamma, beta);
    },
    (dy, saved) => {
      const [input, weight] = saved;
      if (input === undefined || weight === undefined) throw new Error("noNorm saved no tensors");
      return [tf.mul(dy, weight), tf.sum(tf.mul(dy, input), 0), tf.sum(dy, 0)];
    },
  );
}
