/**
 * The first half of scaled dot-product attention over heads: the scores, at which a loss may look.
 *
 * Notation: B sequences of S tokens, H heads of width d; q, k [B·S, H·d] as the layers before give them; m [B, 1, 1, S]
 * added to all scores of a key; x [B, H, S, S].  x = q kᵀ / √d + m, head by head.
 * Gradients: dq = dx k / √d, dk = dxᵀ q / √d.
 *
 * WebGPU: a product (product.ts) with a batch a head, one forward and two back.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../tf.ts";
import { headsOf, operandCode, sideOf, sideShape, splitHeads, squareOf } from "./attention-heads.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { float } from "./gpu-rows.ts";
import { withGradient } from "./gradient.ts";
import { hasOwn, registerGpuKernel, runOwn, type GpuInputs } from "./own.ts";
import { productProgram } from "./product.ts";
import { inputOf, outputOf, readerOf, writerOf, type Matrix } from "./quads.ts";

/** The reference composition. */
export function attentionScoresReference(query: tf.Tensor2D, key: tf.Tensor2D, mask: tf.Tensor4D, heads: number): tf.Tensor4D {
  const [batch, , , length] = mask.shape;
  const shape = [batch, heads, length] as const;
  const q = splitHeads(tf.mul(query, 1 / Math.sqrt(query.shape[1] / heads)), shape, [0, 2, 1, 3]); // [B·H, S, d]
  const k = splitHeads(key, shape, [0, 2, 3, 1]); // [B·H, d, S]
  return tf.add<tf.Tensor4D>(tf.reshape(tf.matMul(q, k), [batch, heads, length, length]), mask);
}

/** @returns x, differentiable with respect to q and k */
export function attentionScores(query: tf.Tensor2D, key: tf.Tensor2D, mask: tf.Tensor4D, heads: number): tf.Tensor4D {
  if (!hasOwn("AttentionScores")) return tf.tidy(() => attentionScoresReference(query, key, mask, heads));
  return withGradient<tf.Tensor4D>(
    [query, key],
    (save) => {
      save(query, key);
      return runOwn("AttentionScores", { query, key, mask }, { heads }) as tf.Tensor4D; // [B, H, S, S] by the kernel
    },
    (dy, [q, k]) => {
      if (q === undefined || k === undefined) throw new Error("attentionScores saved no tensors");
      return [runOwn("AttentionQueryGradient", { dy, other: k }), runOwn("AttentionKeyGradient", { dy, other: q })];
    },
  );
}

function scoresOnGpu(backend: object, input: GpuInputs, heads: number): TensorInfo[] {
  const [batch = 0, , , length = 0] = input("mask").shape;
  const about = { batch, heads, length, size: (input("query").shape[1] ?? 0) / heads };
  const [q, k, x] = [sideOf("q", about), sideOf("k", about), squareOf("x", about)];
  const mask: Matrix = { name: "mask", rows: 1, columns: length, start: `z / ${heads}u * ${length}u` };
  return runGpuProgram(backend, {
    name: "AttentionScores",
    inputs: [inputOf(q, input("query")), inputOf(k, input("key")), inputOf(mask, input("mask"))],
    outputs: [outputOf(x, [batch, heads, length, length])],
    ...productProgram({
      rows: length,
      columns: length,
      inner: about.size,
      batches: batch * heads,
      leftInner: "last",
      rightInner: "last",
      code: `${[q, k, mask].map(readerOf).join("\n")}
${writerOf(x)}
${operandCode("left", "qAt(z, row, column)")}
${operandCode("right", "kAt(z, row, column)")}
fn store(z: u32, row: u32, column: u32, value: vec4<f32>) {
  xSet(z, row, column, value * ${float(1 / Math.sqrt(about.size))} + maskAt(z, 0u, column));
}`,
    }),
  });
}

/** dx k, or dxᵀ q. */
function sideGradientOnGpu(backend: object, input: GpuInputs, of: "query" | "key"): TensorInfo[] {
  const about = headsOf(input("dy"), input("other"));
  const [dy, other, gradient] = [squareOf("dy", about), sideOf("other", about), sideOf("gradient", about)];
  return runGpuProgram(backend, {
    name: of === "query" ? "AttentionQueryGradient" : "AttentionKeyGradient",
    inputs: [inputOf(dy, input("dy")), inputOf(other, input("other"))],
    outputs: [outputOf(gradient, sideShape(about))],
    ...productProgram({
      rows: about.length,
      columns: about.size,
      inner: about.length,
      batches: about.batch * about.heads,
      leftInner: of === "query" ? "last" : "first",
      rightInner: "first",
      code: `${[dy, other].map(readerOf).join("\n")}
${writerOf(gradient)}
${operandCode("left", "dyAt(z, row, column)")}
${operandCode("right", "otherAt(z, row, column)")}
fn store(z: u32, row: u32, column: u32, value: vec4<f32>) { gradientSet(z, row, column, value * ${float(1 / Math.sqrt(about.size))}); }`,
    }),
  });
}

/** On WebGPU; other backends run the composition. */
export function registerAttentionScores(): void {
  registerGpuKernel("AttentionScores", (backend, input, attrs) => scoresOnGpu(backend, input, Number(attrs["heads"])));
  registerGpuKernel("AttentionQueryGradient", (backend, input) => sideGradientOnGpu(backend, input, "query"));
  registerGpuKernel("AttentionKeyGradient", (backend, input) => sideGradientOnGpu(backend, input, "key"));
}
