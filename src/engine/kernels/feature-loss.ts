/**
 * What a student's features differ from a teacher's by: their map, their mean, their variance, in one pass over both.
 *
 * Notation: x student, t teacher features [R, C]; a row shares [R], Σ a = 1; μ, σ² mean and variance of x over its
 * channels, ν, τ² of t; x̂ = (x − μ) / √(σ² + ε), t̂ likewise; δ = μ − ν; η = σ² − τ²; A, B, G the weights.
 *   L     = Σ a (A mean_c (x̂ − t̂)² + B δ² + G |η|)
 *   e     = x̂ − t̂
 *   ∂L/∂x = 2 a / C (A (e − mean_c e − x̂ mean_c(e x̂)) / √(σ² + ε) + B δ + G sign(η) (x − μ))
 * Source: MobileBERT (arXiv 2004.02984) section 3.4 and the released code, which puts a LayerNorm without parameters in
 * front of the map, and weighs what it removes as "beta" (B) and "gamma" (G). The released code averages over padding
 * too; here a token counts once and padding not at all. Its TF1 version takes the teacher's mean over all layers by
 * mistake, this is the layer's own, as in the TF2 version.
 *
 * WebGPU: a workgroup a row, which is 128 to 1024 channels: four an invocation. Forward reads the row three times, the
 * second and third from the cache, since sums of centred numbers keep the digits that a single pass would cancel. The
 * gradient takes the moments from forward. Rows of share 0 are not read.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../tf.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { float, rowStart, sumOfWorkgroup, widthForRow, workgroupsForRows } from "./gpu-rows.ts";
import { type GpuInputs, hasOwn, registerGpuKernel } from "./own.ts";
import { composedLoss, rowLoss } from "./row-loss.ts";

/** A, B and G; a loss of weight 0 is left out. */
export interface FeatureWeights {
  readonly map: number;
  readonly mean: number;
  readonly variance: number;
}

/** Small beside the variance of any feature that carries something. */
const epsilon = 1e-6;

/** The reference composition. */
export function featureLossReference(x: tf.Tensor2D, t: tf.Tensor2D, shares: tf.Tensor1D, weights: FeatureWeights): tf.Scalar {
  const normalised = (y: tf.Tensor) => {
    const { mean, variance } = tf.moments(y, 1, true); // [R, 1]
    return { mean, variance, y: tf.mul(tf.sub(y, mean), tf.rsqrt(tf.add(variance, epsilon))) };
  };
  const [student, teacher] = [normalised(x), normalised(t)];
  const terms = [
    tf.mul(tf.mean(tf.square(tf.sub(student.y, teacher.y)), 1, true), weights.map),
    tf.mul(tf.square(tf.sub(student.mean, teacher.mean)), weights.mean),
    tf.mul(tf.abs(tf.sub(student.variance, teacher.variance)), weights.variance),
  ];
  return tf.sum(tf.mul(tf.addN(terms), tf.expandDims(shares, 1)));
}

/** @returns L, differentiable with respect to x only */
export function featureLoss(x: tf.Tensor2D, t: tf.Tensor2D, shares: tf.Tensor1D, weights: FeatureWeights): tf.Scalar {
  if (hasOwn("FeatureLoss")) return rowLoss("FeatureLoss", { x, t, shares }, { ...weights });
  return composedLoss(x, () => valueAndGradient(x, t, tf.expandDims(shares, 1), weights));
}

/** @param shares [R, 1] */
function valueAndGradient(x: tf.Tensor2D, t: tf.Tensor2D, shares: tf.Tensor, { map, mean, variance }: FeatureWeights) {
  const channels = x.shape[1];
  const moments = (y: tf.Tensor) => {
    const average = tf.mean(y, 1, true); // [R, 1]
    const centred = tf.sub(y, average); // [R, C]
    return { average, centred, variance: tf.mean(tf.square(centred), 1, true) };
  };
  const [student, teacher] = [moments(x), moments(t)];
  const values: tf.Scalar[] = [];
  const gradients: tf.Tensor[] = [];
  const shared = tf.div(shares, channels); // [R, 1]
  if (map > 0) {
    const scale = tf.rsqrt(tf.add(student.variance, epsilon)); // [R, 1]
    const normalised = tf.mul(student.centred, scale);
    const e = tf.sub(normalised, tf.mul(teacher.centred, tf.rsqrt(tf.add(teacher.variance, epsilon)))); // [R, C]
    const weighted = tf.mul(e, tf.mul(shared, map));
    values.push(tf.sum(tf.mul(e, weighted)));
    const along = tf.mul(normalised, tf.mean(tf.mul(weighted, normalised), 1, true));
    gradients.push(tf.mul(tf.sub(tf.sub(weighted, tf.mean(weighted, 1, true)), along), tf.mul(scale, 2)));
  }
  if (mean > 0) {
    const difference = tf.sub(student.average, teacher.average); // [R, 1]
    values.push(tf.sum(tf.mul(tf.square(difference), tf.mul(shares, mean))));
    // A product, since wasm's `tile` behind `broadcastTo` takes ten times as long.
    gradients.push(tf.mul(tf.ones(x.shape), tf.mul(difference, tf.mul(shared, 2 * mean))));
  }
  if (variance > 0) {
    const difference = tf.sub(student.variance, teacher.variance); // [R, 1]
    values.push(tf.sum(tf.mul(tf.abs(difference), tf.mul(shares, variance))));
    gradients.push(tf.mul(student.centred, tf.mul(tf.sign(difference), tf.mul(shared, 2 * variance))));
  }
  return { value: tf.addN(values), gradient: tf.addN(gradients) };
}

const weightsOf = (attrs: tf.NamedAttrMap): FeatureWeights => ({
  map: Number(attrs["map"]),
  mean: Number(attrs["mean"]),
  variance: Number(attrs["variance"]),
});

/** State of a row: μ, ν, σ², τ². */
function forwardOnGpu(backend: object, input: GpuInputs, weights: FeatureWeights): TensorInfo[] {
  const x = input("x");
  const [R = 0, C = 0] = x.shape;
  const width = widthForRow(C);
  const overChannels = (body: string) => `
  for (var c = lane; c < ${C}u; c += ${width}u) { ${body} }`;
  return runGpuProgram(backend, {
    name: "FeatureLoss",
    inputs: input.all("x", "t", "shares"),
    outputs: [
      { name: "losses", shape: [R] },
      { name: "state", shape: [R, 4], components: 4 },
    ],
    workgroups: workgroupsForRows(R),
    code: `${sumOfWorkgroup(width, "vec2<f32>")}${rowStart(R, width)}
  if (shares[row] == 0.0) {
    if (lane == 0u) { losses[row] = 0.0; state[row] = vec4<f32>(0.0); }
    return;
  }
  let start = row * ${C}u;
  var sums = vec2<f32>(0.0);${overChannels("sums += vec2<f32>(x[start + c], t[start + c]);")}
  let means = sumOfWorkgroup(lane, sums) / ${float(C)};
  var squares = vec2<f32>(0.0);${overChannels("let centred = vec2<f32>(x[start + c], t[start + c]) - means; squares += centred * centred;")}
  let variances = sumOfWorkgroup(lane, squares) / ${float(C)};
  let scales = inverseSqrt(variances + ${float(epsilon)});
  var apart = vec2<f32>(0.0);${overChannels("let normalised = (vec2<f32>(x[start + c], t[start + c]) - means) * scales; let e = normalised.x - normalised.y; apart.x += e * e;")}
  let squared = sumOfWorkgroup(lane, apart).x;
  if (lane == 0u) {
    let delta = means.x - means.y;
    let map = ${float(weights.map / C)} * squared;
    let mean = ${float(weights.mean)} * delta * delta;
    let variance = ${float(weights.variance)} * abs(variances.x - variances.y);
    losses[row] = shares[row] * (map + mean + variance);
    state[row] = vec4<f32>(means, variances);
  }
}`,
  });
}

function backwardOnGpu(backend: object, input: GpuInputs, weights: FeatureWeights): TensorInfo[] {
  const x = input("x");
  const [R = 0, C = 0] = x.shape;
  const width = widthForRow(C);
  const channel = `
    let centred = vec2<f32>(x[start + c], t[start + c]) - about.xy;
    let normalised = centred * scales;
    let e = normalised.x - normalised.y;`;
  return runGpuProgram(backend, {
    name: "FeatureLossGradient",
    inputs: [
      { name: "x", tensor: x },
      { name: "t", tensor: input("t") },
      { name: "shares", tensor: input("shares") },
      { name: "state", tensor: input("state"), components: 4 },
      { name: "dy", tensor: input("dy") },
    ],
    outputs: [{ name: "dx", shape: [R, C] }],
    workgroups: workgroupsForRows(R),
    code: `${sumOfWorkgroup(width, "vec2<f32>")}${rowStart(R, width)}
  let start = row * ${C}u;
  if (shares[row] == 0.0) {
    for (var c = lane; c < ${C}u; c += ${width}u) { dx[start + c] = 0.0; }
    return;
  }
  let about = state[row]; // μ, ν, σ², τ²
  let scales = inverseSqrt(about.zw + ${float(epsilon)});
  var sums = vec2<f32>(0.0);
  for (var c = lane; c < ${C}u; c += ${width}u) {${channel}
    sums += vec2<f32>(e, e * normalised.x);
  }
  let means = sumOfWorkgroup(lane, sums) / ${float(C)};
  let scale = dy[0] * shares[row] * ${float(2 / C)};
  let even = ${float(weights.mean)} * (about.x - about.y);
  let spread = ${float(weights.variance)} * sign(about.z - about.w);
  for (var c = lane; c < ${C}u; c += ${width}u) {${channel}
    let map = ${float(weights.map)} * (e - means.x - normalised.x * means.y) * scales.x;
    dx[start + c] = scale * (map + even + spread * centred.x);
  }
}`,
  });
}

/** On WebGPU; other backends run the composition. */
export function registerFeatureLoss(): void {
  registerGpuKernel("FeatureLoss", (backend, input, attrs) => forwardOnGpu(backend, input, weightsOf(attrs)));
  registerGpuKernel("FeatureLossGradient", (backend, input, attrs) => backwardOnGpu(backend, input, weightsOf(attrs)));
}
