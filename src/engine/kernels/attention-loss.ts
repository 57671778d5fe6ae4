/**
 * Cross-entropy of a student's attention against a teacher's with as many heads, query by query.
 *
 * Notation: x [B, h, S, S] scores before the softmax; t [B, h, S, S] the teacher's attention, each row a distribution;
 * a [B, S] shares of the queries, Σ a = 1; W a weight; per row m = max x, s = Σ_k e^(x − m), p = e^(x − m) / s.
 *   L     = Σ W a / h (ln s − Σ_k t (x − m))
 *   ∂L/∂x = W a / h (p − t)
 * Source: MobileBERT (arXiv 2004.02984) section 3.4 (KL divergence; the teacher's entropy is a constant).
 *
 * WebGPU, forward: a workgroup a row of up to 512 keys, four an invocation; the second pass over a row is from the
 * cache. The gradient has no sums left: an invocation a number. Rows of share 0 are not read.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../base/tensors.ts";
import * as tf from "../tf.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { float, least, maximumOfWorkgroup, rowStart, sumOfWorkgroup, widthForRow, workgroupsForRows } from "./gpu-rows.ts";
import { type GpuInputs, hasOwn, registerGpuKernel } from "./own.ts";
import { composedLoss, rowLoss } from "./row-loss.ts";

/** W a / h, ready to multiply rows. @returns [B, 1, S, 1] */
const rowShares = (x: tf.Tensor4D, shares: tf.Tensor2D, weight: number) =>
  tf.mul(tf.reshape(shares, [shares.shape[0], 1, shares.shape[1], 1]), weight / x.shape[1]);

/** The reference composition. */
export function attentionLossReference(x: tf.Tensor4D, t: tf.Tensor4D, shares: tf.Tensor2D, weight: number): tf.Scalar {
  return tf.neg(tf.sum(tf.mul(tf.mul(t, tf.logSoftmax(x)), rowShares(x, shares, weight))));
}

/** @returns L, differentiable with respect to x only */
export function attentionLoss(x: tf.Tensor4D, t: tf.Tensor4D, shares: tf.Tensor2D, weight: number): tf.Scalar {
  if (hasOwn("AttentionLoss")) return rowLoss("AttentionLoss", { x, t, shares }, { weight });
  return composedLoss(x, () => {
    const share = rowShares(x, shares, weight); // [B, 1, S, 1]
    const p = tf.softmax(x); // [B, h, S, S]
    // Its largest entry is 1 / s: no second pass of exponentials is needed.
    const logSum = tf.neg(tf.log(tf.max(p, -1, true))); // [B, h, S, 1]
    const beside = tf.sub(x, tf.max(x, -1, true)); // [B, h, S, S]
    const rows = tf.sub(logSum, tf.sum(tf.mul(t, beside), -1, true)); // [B, h, S, 1]
    return { value: tf.sum(tf.mul(rows, share)), gradient: tf.mul(tf.sub(p, t), share) };
  });
}

/** W a / h of a row, in WGSL. */
const shareOf = (row: string, [, h = 0, S = 0]: readonly number[], weight: number) =>
  `(shares[${row} / ${h * S}u * ${S}u + ${row} % ${S}u] * ${float(weight / h)})`;

/** State of a row: m, s. */
function forwardOnGpu(backend: object, input: GpuInputs, weight: number): TensorInfo[] {
  const x = input("x");
  const [, , , K = 0] = x.shape;
  const rows = sizeOf(x.shape.slice(0, -1));
  const width = widthForRow(K);
  return runGpuProgram(backend, {
    name: "AttentionLoss",
    inputs: input.all("x", "t", "shares"),
    outputs: [
      { name: "losses", shape: [rows] },
      { name: "state", shape: [rows, 2] },
    ],
    workgroups: workgroupsForRows(rows),
    code: `${maximumOfWorkgroup(width)}${sumOfWorkgroup(width, "vec2<f32>")}${rowStart(rows, width)}
  let share = ${shareOf("row", x.shape, weight)};
  if (share == 0.0) {
    if (lane == 0u) { losses[row] = 0.0; state[2u * row] = 0.0; state[2u * row + 1u] = 1.0; }
    return;
  }
  let start = row * ${K}u;
  var own = ${least};
  for (var k = lane; k < ${K}u; k += ${width}u) { own = max(own, x[start + k]); }
  let m = maximumOfWorkgroup(lane, own);
  var sums = vec2<f32>(0.0);
  for (var k = lane; k < ${K}u; k += ${width}u) {
    let beside = x[start + k] - m;
    sums += vec2<f32>(exp(beside), t[start + k] * beside);
  }
  let total = sumOfWorkgroup(lane, sums);
  if (lane == 0u) {
    losses[row] = share * (log(total.x) - total.y);
    state[2u * row] = m;
    state[2u * row + 1u] = total.x;
  }
}`,
  });
}

const width = 256;

function backwardOnGpu(backend: object, input: GpuInputs, weight: number): TensorInfo[] {
  const x = input("x");
  const size = sizeOf(x.shape);
  const [, , , K = 0] = x.shape;
  const groups = Math.ceil(size / width);
  return runGpuProgram(backend, {
    name: "AttentionLossGradient",
    inputs: input.all("x", "t", "shares", "state", "dy"),
    outputs: [{ name: "dx", shape: x.shape }],
    workgroups: workgroupsForRows(groups),
    code: `${rowStart(groups, width)}
  let at = row * ${width}u + lane;
  if (at >= ${size}u) { return; }
  let query = at / ${K}u;
  let share = ${shareOf("query", x.shape, weight)};
  var gradient = 0.0;
  if (share != 0.0) { gradient = dy[0] * share * (exp(x[at] - state[2u * query]) / state[2u * query + 1u] - t[at]); }
  dx[at] = gradient;
}`,
  });
}

/** On WebGPU; other backends run the composition. */
export function registerAttentionLoss(): void {
  registerGpuKernel("AttentionLoss", (backend, input, attrs) => forwardOnGpu(backend, input, Number(attrs["weight"])));
  registerGpuKernel("AttentionLossGradient", (backend, input, attrs) => backwardOnGpu(backend, input, Number(attrs["weight"])));
}
