/**
 * The input of MobileBERT's embedding transformation: the next token, this token, the previous token, side by side.
 *
 * Notation: x [B, S, e], y [B, S, 3e];  y[b, s] = [x[b, s + 1] ; x[b, s] ; x[b, s − 1]], zeros beyond the ends.
 * Gradient: dx[b, s] = dy[b, s − 1][0…e] + dy[b, s][e…2e] + dy[b, s + 1][2e…3e].
 * Composed of tfjs's operations, the gradient alone takes 5 ms of a step on wasm, whose slices of inner axes are slow.
 *
 * WebGPU: an invocation a number, neighbours side by side: it is written once and read where it was.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../tf.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { rowStart, workgroupsForRows } from "./gpu-rows.ts";
import { withGradient } from "./gradient.ts";
import { registerHeapKernel, type HeapKernel, type HostBackend } from "./heap.ts";
import { hasOwn, registerGpuKernel, runOwn, type GpuInputs } from "./own.ts";

/** The reference composition. */
export function trigramsReference(x: tf.Tensor3D): tf.Tensor3D {
  const [batch, length, width] = x.shape;
  const nothing = tf.zeros<tf.Rank.R3>([batch, 1, width]);
  const next = tf.concat([tf.slice(x, [0, 1, 0], [batch, length - 1, width]), nothing], 1);
  const previous = tf.concat([nothing, tf.slice(x, [0, 0, 0], [batch, length - 1, width])], 1);
  return tf.concat([next, x, previous], 2);
}

export function trigrams(x: tf.Tensor3D): tf.Tensor3D {
  const [batch, length, width] = x.shape;
  if (!hasOwn("Trigrams")) return tf.tidy(() => trigramsReference(x));
  return withGradient<tf.Tensor3D>(
    [x],
    () => tf.reshape<tf.Rank.R3>(runOwn("Trigrams", { x }), [batch, length, 3 * width]),
    (dy) => [runOwn("TrigramsGradient", { dy })],
  );
}

const forward: HeapKernel = (input, heap) => {
  const x = input("x");
  const [batch = 0, length = 0, width = 0] = x.shape;
  const y = heap.make([batch, length, 3 * width], "float32");
  const from = heap.floats(x);
  const to = heap.floats(y).fill(0);
  for (let row = 0; row < batch * length; row++) {
    const token = from.subarray(row * width, (row + 1) * width);
    const position = row % length;
    to.set(token, (3 * row + 1) * width);
    if (position > 0) to.set(token, 3 * (row - 1) * width);
    if (position < length - 1) to.set(token, (3 * (row + 1) + 2) * width);
  }
  return y;
};

const backward: HeapKernel = (input, heap) => {
  const dy = input("dy");
  const [batch = 0, length = 0, wide = 0] = dy.shape;
  const width = wide / 3;
  const dx = heap.make([batch, length, width], "float32");
  const from = heap.floats(dy);
  const to = heap.floats(dx);
  for (let row = 0; row < batch * length; row++) {
    const at = row * width;
    const position = row % length;
    to.set(from.subarray((3 * row + 1) * width, (3 * row + 2) * width), at);
    // Indices stay inside dy: reading is never undefined.
    const before = position > 0 ? 3 * (row - 1) * width : -1;
    if (before >= 0) for (let i = 0; i < width; i++) (to[at + i] as number) += from[before + i] as number;
    const after = position < length - 1 ? (3 * (row + 1) + 2) * width : -1;
    if (after >= 0) for (let i = 0; i < width; i++) (to[at + i] as number) += from[after + i] as number;
  }
  return dx;
};

const numbersOfWorkgroup = 256;

/** @param width of a token in x and dx @param body WGSL that sees the `row` and its `position`, and `at` and `c` of a number */
function eachNumber(backend: object, input: GpuInputs, name: string, from: string, width: number, wide: number, body: string): TensorInfo[] {
  const [batch = 0, length = 0] = input(from).shape;
  const size = batch * length * wide;
  const groups = Math.ceil(size / numbersOfWorkgroup);
  return runGpuProgram(backend, {
    name,
    inputs: [{ name: "given", tensor: input(from) }],
    outputs: [{ name: "result", shape: [batch, length, wide] }],
    workgroups: workgroupsForRows(groups),
    code: `const width = ${width}u;
const length = ${length}u;
${rowStart(groups, numbersOfWorkgroup, "group")}
  let at = group * ${numbersOfWorkgroup}u + lane;
  if (at >= ${size}u) { return; }
  let row = at / ${wide}u;
  let c = at % ${wide}u;
  let position = row % length;
  ${body}
}`,
  });
}

function forwardOnGpu(backend: object, input: GpuInputs): TensorInfo[] {
  const width = input("x").shape[2] ?? 0;
  return eachNumber(backend, input, "Trigrams", "x", width, 3 * width, `let part = c / width;
  let neighbour = row + 1u - part; // next, this, previous
  let outside = (part == 0u && position == length - 1u) || (part == 2u && position == 0u);
  if (outside) { result[at] = 0.0; } else { result[at] = given[neighbour * width + c % width]; }`);
}

function backwardOnGpu(backend: object, input: GpuInputs): TensorInfo[] {
  const width = (input("dy").shape[2] ?? 0) / 3;
  return eachNumber(backend, input, "TrigramsGradient", "dy", width, width, `var sum = given[(3u * row + 1u) * width + c];
  if (position > 0u) { sum += given[3u * (row - 1u) * width + c]; }
  if (position < length - 1u) { sum += given[(3u * (row + 1u) + 2u) * width + c]; }
  result[at] = sum;`);
}

export function registerTrigrams(backendName: HostBackend | "webgpu"): void {
  if (backendName === "webgpu") {
    registerGpuKernel("Trigrams", forwardOnGpu);
    registerGpuKernel("TrigramsGradient", backwardOnGpu);
  } else {
    registerHeapKernel("Trigrams", backendName, forward);
    registerHeapKernel("TrigramsGradient", backendName, backward);
  }
}
