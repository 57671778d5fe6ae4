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

/** What may follow a layer. */
export type Activation = ActivationName | "none";

/**
 * WGSL for kernels that end in an activation: `activate(z)`, and `slope(seen)`, its derivative. `seen` is z where the
 * derivative needs it, y where that is enough, so that z need not be kept.
 */
interface ActivationShader {
  readonly sees: "y" | "z";
  readonly code: string;
}

/** Abramowitz and Stegun 7.1.26, off by at most 1.5e-7: WGSL has no error function. */
const errorFunction = `fn errorFunction(x: vec4<f32>) -> vec4<f32> {
  let t = 1.0 / (1.0 + 0.3275911 * abs(x));
  let series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return sign(x) * (1.0 - series * exp(-x * x));
}`;

export const activationShaders: Readonly<Record<Activation, ActivationShader>> = {
  none: {
    sees: "y",
    code: `fn activate(z: vec4<f32>) -> vec4<f32> { return z; }`,
  },
  relu: {
    sees: "y",
    code: `fn activate(z: vec4<f32>) -> vec4<f32> { return max(z, vec4<f32>()); }
fn slope(y: vec4<f32>) -> vec4<f32> { return select(vec4<f32>(), vec4<f32>(1.0), y > vec4<f32>()); }`,
  },
  gelu: {
    sees: "z",
    code: `${errorFunction}
fn cumulative(z: vec4<f32>) -> vec4<f32> { return 0.5 + 0.5 * errorFunction(z * ${Math.SQRT1_2}); }
fn activate(z: vec4<f32>) -> vec4<f32> { return z * cumulative(z); }
fn slope(z: vec4<f32>) -> vec4<f32> { return cumulative(z) + z * exp(-0.5 * z * z) * ${1 / Math.sqrt(2 * Math.PI)}; }`,
  },
  gelu_new: {
    sees: "z",
    // Beyond 15 the hyperbolic tangent is 1 in 32 bits, and some drivers give NaN from about 88 on.
    code: `fn bend(z: vec4<f32>) -> vec4<f32> {
  return tanh(clamp(${Math.sqrt(2 / Math.PI)} * z * (1.0 + 0.044715 * z * z), vec4<f32>(-15.0), vec4<f32>(15.0)));
}
fn activate(z: vec4<f32>) -> vec4<f32> { return 0.5 * z * (1.0 + bend(z)); }
fn slope(z: vec4<f32>) -> vec4<f32> {
  let t = bend(z);
  return 0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * ${Math.sqrt(2 / Math.PI)} * (1.0 + 0.134145 * z * z);
}`,
  },
};

export function activate(name: ActivationName, x: tf.Tensor2D): tf.Tensor2D {
  return activations[name](x);
}

/** The one that a kernel's attributes name. */
export const activationOf = ({ activation }: tf.NamedAttrMap): Activation =>
  (Object.keys(activationShaders) as Activation[]).find((name) => name === activation) ?? "none";
