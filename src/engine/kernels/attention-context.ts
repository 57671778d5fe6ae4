/**
 * The second half of scaled dot-product attention: softmax of the scores, and the values mixed by it.
 *
 * Notation: x, p [B, H, S, S] scores and probabilities; v, c [B·S, H·d], heads side by side.
 *   p = softmax(x), c = p v, head by head
 * Gradients: dv = pᵀ dc, dx = p (dp − Σ_k p dp) with dp = dc vᵀ.
 *
 * WebGPU: a product (product.ts) with a batch a head, one forward and two back. p is never in memory: who needs it
 * computes it from x and two numbers a row, its maximum and 1 / Σ e^(x − maximum). Forward, a workgroup finds these for
 * its rows, of up to 512 keys, before its product. Since Σ_k p dp = Σ_d dc c, dx is one product too, before which a
 * workgroup finds that sum for its rows. What a loss that looks at the scores gave for their gradient is added where it
 * is written.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../tf.ts";
import { headsOf, operandCode, sideOf, sideShape, splitHeads, squareOf } from "./attention-heads.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { least } from "./gpu-rows.ts";
import { withGradient } from "./gradient.ts";
import { hasOwn, registerGpuKernel, runOwn, runOwnAll, type GpuInputs } from "./own.ts";
import { productProgram } from "./product.ts";
import { inputOf, outputOf, readerOf, writerOf } from "./quads.ts";
import { sumStore } from "./sum-store.ts";

/** The reference composition. */
export function attentionContextReference(scores: tf.Tensor4D, value: tf.Tensor2D): tf.Tensor2D {
  const [batch, heads, length] = scores.shape;
  const [rows, width] = value.shape;
  const v = splitHeads(value, [batch, heads, length], [0, 2, 1, 3]); // [B·H, S, d]
  const probabilities = tf.reshape<tf.Rank.R3>(tf.softmax(scores), [batch * heads, length, length]);
  const mixed = tf.reshape(tf.matMul(probabilities, v), [batch, heads, length, width / heads]);
  return tf.reshape<tf.Rank.R2>(tf.transpose(mixed, [0, 2, 1, 3]), [rows, width]);
}

/** @returns c, differentiable with respect to x and v */
export function attentionContext(scores: tf.Tensor4D, value: tf.Tensor2D): tf.Tensor2D {
  if (!hasOwn("AttentionContext")) return tf.tidy(() => attentionContextReference(scores, value));
  return withGradient<tf.Tensor2D>(
    [scores, value],
    (save) => {
      const [context, state] = runOwnAll("AttentionContext", { scores, value });
      if (context === undefined || state === undefined) throw new Error("attentionContext gave no output");
      save(scores, value, context, state);
      return context as tf.Tensor2D; // [B·S, H·d] by the kernel
    },
    (dy, [x, v, context, state], sumSoFar) => {
      if (x === undefined || v === undefined || context === undefined || state === undefined) throw new Error("attentionContext saved no tensors");
      const addend = sumSoFar(0);
      return [
        runOwn("AttentionContextScoresGradient", { dy, scores: x, state, value: v, context, ...(addend && { addend }) }),
        runOwn("AttentionContextValueGradient", { dy, scores: x, state }),
      ];
    },
  );
}

/** Lanes that pass over one row together, 128 bytes of it at once. */
const lanesOfRow = 8;

/** WGSL of `prepare`: each row's maximum and 1 / Σ e^(x − maximum), into `softmax` and, for later, into `state`. */
const prepareSoftmax = (length: number) => `
var<workgroup> parts: array<vec2<f32>, tile * ${lanesOfRow}u>;
var<workgroup> softmax: array<vec2<f32>, tile>;
fn prepare(z: u32, firstRow: u32, firstColumn: u32, invocation: u32) {
  for (var part = invocation; part < tile * ${lanesOfRow}u; part += invocations) {
    let row = firstRow + part / ${lanesOfRow}u;
    var own = vec2<f32>(${least}, 0.0);
    if (row < ${length}u) {
      for (var k = part % ${lanesOfRow}u * 4u; k < ${length}u; k += ${4 * lanesOfRow}u) {
        let quad = select(vec4<f32>(${least}), scoresAt(z, row, k), inside(k));
        let largest = max(own.x, max(max(quad.x, quad.y), max(quad.z, quad.w)));
        own = vec2<f32>(largest, own.y * exp(own.x - largest) + dot(exp(quad - largest), vec4<f32>(1.0)));
      }
    }
    parts[part] = own;
  }
  workgroupBarrier();
  for (var i = invocation; i < tile; i += invocations) {
    var largest = ${least};
    for (var part = i * ${lanesOfRow}u; part < (i + 1u) * ${lanesOfRow}u; part++) { largest = max(largest, parts[part].x); }
    var sum = 0.0;
    for (var part = i * ${lanesOfRow}u; part < (i + 1u) * ${lanesOfRow}u; part++) { sum += parts[part].y * exp(parts[part].x - largest); }
    softmax[i] = vec2<f32>(largest, 1.0 / max(sum, 1.0)); // beyond the last row there is nothing, elsewhere at least the maximum's 1
    let row = firstRow + i;
    if (firstColumn == 0u && row < ${length}u) {
      state[2u * (z * ${length}u + row)] = softmax[i].x;
      state[2u * (z * ${length}u + row) + 1u] = softmax[i].y;
    }
  }
  workgroupBarrier();
}`;

/** WGSL of `inside(column)`: which of four neighbours are keys. */
const inside = (length: number) =>
  `fn inside(column: u32) -> vec4<bool> { return column + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(${length}u); }`;

/** WGSL of `probabilities(z, row, column)`: p of four keys, 0 beyond the edges. @param about WGSL of a row's two numbers */
const probabilities = (length: number, about: string) => `${inside(length)}
fn probabilities(z: u32, row: u32, column: u32) -> vec4<f32> {
  if (row >= ${length}u) { return vec4<f32>(); }
  let about = ${about};
  return select(vec4<f32>(), exp(scoresAt(z, row, column) - about.x) * about.y, inside(column));
}`;

const fromState = (length: number) => probabilities(length, `vec2<f32>(state[2u * (z * ${length}u + row)], state[2u * (z * ${length}u + row) + 1u])`);

function contextOnGpu(backend: object, input: GpuInputs): TensorInfo[] {
  const about = headsOf(input("scores"), input("value"));
  const { batch, heads, length, size } = about;
  const [scores, v, context] = [squareOf("scores", about), sideOf("v", about), sideOf("context", about)];
  return runGpuProgram(backend, {
    name: "AttentionContext",
    inputs: [inputOf(scores, input("scores")), inputOf(v, input("value"))],
    outputs: [outputOf(context, sideShape(about)), { name: "state", shape: [batch, heads, length, 2] }],
    ...productProgram({
      rows: length,
      columns: size,
      inner: length,
      batches: batch * heads,
      leftInner: "last",
      rightInner: "first",
      prepared: 8 * lanesOfRow + 8,
      code: `${[scores, v].map(readerOf).join("\n")}
${writerOf(context)}
${probabilities(length, "softmax[row % tile]")}
${prepareSoftmax(length)}
${operandCode("left", "probabilities(z, row, column)")}
${operandCode("right", "vAt(z, row, column)")}
fn store(z: u32, row: u32, column: u32, value: vec4<f32>) { contextSet(z, row, column, value); }`,
    }),
  });
}

function scoresGradientOnGpu(backend: object, input: GpuInputs): TensorInfo[] {
  const about = headsOf(input("scores"), input("value"));
  const { length, size } = about;
  const [dy, context, v] = [sideOf("dy", about), sideOf("context", about), sideOf("v", about)];
  const [scores, gradient] = [squareOf("scores", about), squareOf("gradient", about)];
  const sum = sumStore(input, gradient, "probabilities(z, row, column) * (value - mixed[row % tile])");
  return runGpuProgram(backend, {
    name: "AttentionContextScoresGradient",
    inputs: [
      inputOf(dy, input("dy")),
      inputOf(context, input("context")),
      inputOf(v, input("value")),
      inputOf(scores, input("scores")),
      { name: "state", tensor: input("state") },
      ...sum.inputs,
    ],
    outputs: [outputOf(gradient, input("scores").shape)],
    ...productProgram({
      rows: length,
      columns: length,
      inner: size,
      batches: about.batch * about.heads,
      leftInner: "last",
      rightInner: "last",
      prepared: 4,
      code: `${[dy, context, v, scores].map(readerOf).join("\n")}
${fromState(length)}
var<workgroup> mixed: array<f32, tile>; // Σ_k p dp
fn prepare(z: u32, firstRow: u32, firstColumn: u32, invocation: u32) {
  for (var i = invocation; i < tile; i += invocations) {
    var sum = 0.0;
    for (var d = 0u; d < ${size}u; d += 4u) { sum += dot(dyAt(z, firstRow + i, d), contextAt(z, firstRow + i, d)); }
    mixed[i] = sum;
  }
  workgroupBarrier();
}
${operandCode("left", "dyAt(z, row, column)")}
${operandCode("right", "vAt(z, row, column)")}
${sum.code}`,
    }),
  });
}

function valueGradientOnGpu(backend: object, input: GpuInputs): TensorInfo[] {
  const about = headsOf(input("scores"), input("dy"));
  const { length, size } = about;
  const [dy, scores, dv] = [sideOf("dy", about), squareOf("scores", about), sideOf("dv", about)];
  return runGpuProgram(backend, {
    name: "AttentionContextValueGradient",
    inputs: [inputOf(dy, input("dy")), inputOf(scores, input("scores")), { name: "state", tensor: input("state") }],
    outputs: [outputOf(dv, sideShape(about))],
    ...productProgram({
      rows: length,
      columns: size,
      inner: length,
      batches: about.batch * about.heads,
      leftInner: "first",
      rightInner: "first",
      code: `${[dy, scores].map(readerOf).join("\n")}
${writerOf(dv)}
${fromState(length)}
${operandCode("left", "probabilities(z, row, column)")}
${operandCode("right", "dyAt(z, row, column)")}
fn store(z: u32, row: u32, column: u32, value: vec4<f32>) { dvSet(z, row, column, value); }`,
    }),
  });
}

/** On WebGPU; other backends run the composition. */
export function registerAttentionContext(): void {
  registerGpuKernel("AttentionContext", contextOnGpu);
  registerGpuKernel("AttentionContextScoresGradient", scoresGradientOnGpu);
  registerGpuKernel("AttentionContextValueGradient", valueGradientOnGpu);
}
