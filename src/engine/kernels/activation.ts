/**
 * Activations by Hugging Face's names.
 *
 * gelu(x) = x Φ(x), Φ(x) = (1 + erf(x / √2)) / 2, gelu'(x) = Φ(x) + x φ(x), φ(x) = exp(−x² / 2) / √(2π).
 * gelu_new is its tanh approximation: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
 */
import * as tf from "../tf.ts";
import { withGradient } from "./gradient.ts";

export const activationNames = ["relu", "gelu", "gelu_new"] as const;
export type ActivationName = (typeof activationNames)[number];

/** Φ, the normal distribution's cumulative probability. */
const cumulative = (x: tf.Tensor2D) => tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5);

/** The reference composition of gelu. */
export function geluReference(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, cumulative(x));
}

export function gelu(x: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D>(
    [x],
    (save) => {
      const probability = cumulative(x);
      save(x, probability);
      return tf.mul(x, probability);
    },
    (dy, saved) => {
      const [input, probability] = saved;
      if (input === undefined || probability === undefined) throw new Error("gelu saved no tensors");
      const density = tf.mul(tf.exp(tf.mul(tf.square(input), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return [tf.mul(dy, tf.add(probability, tf.mul(input, density)))];
    },
  );
}

function geluNew(x: tf.Tensor2D): tf.Tensor2D {
  const inner = tf.mul(tf.mul(x, tf.add(tf.mul(tf.square(x), 0.044715), 1)), Math.sqrt(2 / Math.PI));
  return tf.mul(x, tf.add(tf.mul(tf.tanh(inner), 0.5), 0.5));
}

const activations: Readonly<Record<ActivationName, (x: tf.Tensor2D) => tf.Tensor2D>> = {
  relu: (x) => tf.relu(x),
  gelu,
  gelu_new: geluNew,
};

export function activate(name: ActivationName, x: tf.Tensor2D): tf.Tensor2D {
  return activations[name](x);
}
