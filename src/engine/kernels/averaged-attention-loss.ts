/**
 * Cross-entropy of a student's attention, averaged over its heads, against a teacher's average, query by query.
 *
 * Notation: x [B, h, S, S] scores before the softmax; t [B, 1, S, S] the teacher's attention, each row a distribution;
 * a [B, S] shares of the queries, Σ a = 1; W a weight; p = softmax(x), p̄ = mean_h p.
 *   L     = −Σ W a t ln(p̄ + ε)
 *   d     = ∂L/∂p = −W a t / (h (p̄ + ε))
 *   ∂L/∂x = p (d − Σ_k p d)
 * The average over heads is ours, for students with other head counts than the teacher's: MobileBERT (arXiv 2004.02984)
 * compares head by head, and AutoDistill's rule is not published.
 *
 * WebGPU: a workgroup a query, all of its heads' rows, four keys an invocation. Heads are few (1 to 16) and their rows
 * short (up to 512), so they are passed over one after another, from the cache after the first time; d stays in the
 * workgroup's memory (2 KB at most). Queries of share 0 are not read.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../tf.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { float, least, maximumOfWorkgroup, rowStart, sumOfWorkgroup, widthForRow, workgroupsForRows } from "./gpu-rows.ts";
import { type GpuInputs, hasOwn, registerGpuKernel } from "./own.ts";
import { composedLoss, rowLoss } from "./row-loss.ts";

/** Keeps the logarithm finite where all heads have let go of a key. */
const epsilon = 1e-9;

/** W a, ready to multiply rows. @returns [B, 1, S, 1] */
const queryShares = (shares: tf.Tensor2D, weight: number) => tf.mul(tf.reshape(shares, [shares.shape[0], 1, shares.shape[1], 1]), weight);

/** The reference composition. */
export function averagedAttentionLossReference(x: tf.Tensor4D, t: tf.Tensor4D, shares: tf.Tensor2D, weight: number): tf.Scalar {
  const logs = tf.log(tf.add(tf.mean(tf.softmax(x), 1, true), epsilon)); // [B, 1, S, S]
  return tf.neg(tf.sum(tf.mul(tf.mul(t, logs), queryShares(shares, weight))));
}

/** @returns L, differentiable with respect to x only */
export function averagedAttentionLoss(x: tf.Tensor4D, t: tf.Tensor4D, shares: tf.Tensor2D, weight: number): tf.Scalar {
  if (hasOwn("AveragedAttentionLoss")) return rowLoss("AveragedAttentionLoss", { x, t, shares }, { weight });
  return composedLoss(x, () => {
    const p = tf.softmax(x); // [B, h, S, S]
    const averaged = tf.add(tf.mean(p, 1, true), epsilon); // [B, 1, S, S]
    const shared = tf.mul(t, queryShares(shares, weight)); // [B, 1, S, S]
    const d = tf.mul(tf.div(shared, averaged), -1 / x.shape[1]); // [B, 1, S, S]
    const pull = tf.sum(tf.mul(p, d), -1, true); // [B, h, S, 1]
    return {
      value: tf.neg(tf.sum(tf.mul(shared, tf.log(averaged)))),
      gradient: tf.mul(p, tf.sub(d, pull)), // [B, h, S, S]
    };
  });
}

/** WGSL that both shaders begin with: the shape's constants, where a head's row lies, and p̄ of a key. */
const common = ([, h = 0, S = 0]: readonly number[]) => `
const heads = ${h}u;
const keys = ${S}u;
/** A head's row of the query: \`row\` numbers the queries of all sequences. */
fn rowOf(row: u32, head: u32) -> u32 { return (row / keys * heads + head) * keys + row % keys; }
fn probability(row: u32, head: u32, key: u32) -> f32 {
  let at = rowOf(row, head);
  return exp(x[at * keys + key] - state[2u * at]) / state[2u * at + 1u];
}
fn averaged(row: u32, key: u32) -> f32 {
  var sum = 0.0;
  for (var head = 0u; head < heads; head++) { sum += probability(row, head, key); }
  return sum / f32(heads) + ${float(epsilon)};
}`;

/** State of each head's row of a query: m and s of its softmax. */
function forwardOnGpu(backend: object, input: GpuInputs, weight: number): TensorInfo[] {
  const x = input("x");
  const [B = 0, h = 0, S = 0] = x.shape;
  const width = widthForRow(S);
  return runGpuProgram(backend, {
    name: "AveragedAttentionLoss",
    inputs: input.all("x", "t", "shares"),
    outputs: [
      { name: "losses", shape: [B * S] },
      { name: "state", shape: [B, h, S, 2] },
    ],
    workgroups: workgroupsForRows(B * S),
    code: `${common(x.shape)}${maximumOfWorkgroup(width)}${sumOfWorkgroup(width)}${rowStart(B * S, width)}
  for (var head = 0u; head < heads; head++) {
    let at = rowOf(row, head);
    var m = 0.0;
    var s = 1.0;
    if (shares[row] != 0.0) {
      var own = ${least};
      for (var k = lane; k < keys; k += ${width}u) { own = max(own, x[at * keys + k]); }
      m = maximumOfWorkgroup(lane, own);
      var exponentials = 0.0;
      for (var k = lane; k < keys; k += ${width}u) { exponentials += exp(x[at * keys + k] - m); }
      s = sumOfWorkgroup(lane, exponentials);
    }
    if (lane == 0u) { state[2u * at] = m; state[2u * at + 1u] = s; }
  }
  storageBarrier(); // the workgroup's own states
  var surprise = 0.0;
  if (shares[row] != 0.0) {
    for (var k = lane; k < keys; k += ${width}u) { surprise -= t[row * keys + k] * log(averaged(row, k)); }
  }
  let total = sumOfWorkgroup(lane, surprise);
  if (lane == 0u) { losses[row] = ${float(weight)} * shares[row] * total; }
}`,
  });
}

function backwardOnGpu(backend: object, input: GpuInputs, weight: number): TensorInfo[] {
  const x = input("x");
  const [B = 0, , S = 0] = x.shape;
  const width = widthForRow(S);
  return runGpuProgram(backend, {
    name: "AveragedAttentionLossGradient",
    inputs: input.all("x", "t", "shares", "state", "dy"),
    outputs: [{ name: "dx", shape: x.shape }],
    workgroups: workgroupsForRows(B * S),
    code: `${common(x.shape)}${sumOfWorkgroup(width)}
var<workgroup> d: array<f32, keys>;
${rowStart(B * S, width)}
  let share = ${float(weight)} * shares[row];
  if (share != 0.0) {
    for (var k = lane; k < keys; k += ${width}u) { d[k] = -dy[0] * share * t[row * keys + k] / (f32(heads) * averaged(row, k)); }
  }
  for (var head = 0u; head < heads; head++) {
    var own = 0.0;
    if (share != 0.0) {
      for (var k = lane; k < keys; k += ${width}u) { own += probability(row, head, k) * d[k]; }
    }
    let pull = sumOfWorkgroup(lane, own);
    for (var k = lane; k < keys; k += ${width}u) {
      var gradient = 0.0;
      if (share != 0.0) { gradient = probability(row, head, k) * (d[k] - pull); }
      dx[rowOf(row, head) * keys + k] = gradient;
    }
  }
}`,
  });
}

/** On WebGPU; other backends run the composition. */
export function registerAveragedAttentionLoss(): void {
  registerGpuKernel("AveragedAttentionLoss", (backend, input, attrs) => forwardOnGpu(backend, input, Number(attrs["weight"])));
  registerGpuKernel("AveragedAttentionLossGradient", (backend, input, attrs) => backwardOnGpu(backend, input, Number(attrs["weight"])));
}
