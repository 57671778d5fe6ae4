/**
 * Softmax cross-entropy of logits against labels, mixed with a teacher's most likely words.
 *
 * Notation: x [N, V] logits; y [N] labels; w [N] weights; i [N, k] the teacher's words, all different, and q [N, k]
 * their probabilities; r = max(0, 1 − Σ_j q_j) / (V − k) what they leave to each other word, 0 where k = V; α the
 * labels' share; a_n = w_n / (Σ w + 1e-5), or 1 / N without weights.
 *   t[v]  = α [v = y] + (1 − α) (q_j where v = i_j, else r)
 *   m = max_v x, s = Σ_v e^(x − m)
 *   L     = Σ_n a_n (ln s − Σ_v t (x − m))
 *   ∂L/∂x = a (e^(x − m) / s − t)
 * The labels are neither spread into one-hot rows nor the words into dense ones. Rows of weight 0 are not read.
 * Source: MobileBERT (arXiv 2004.02984) eq. 4 and its released `run_pretraining.py`, which adds the 1e-5.
 *
 * WebGPU, forward: a workgroup a row, each invocation one online pass (maximum, sum of exponentials and of x − m at
 * once) over numbers 256 apart, so that neighbours read side by side and the row of up to 30522 is read once. Only
 * terms of one sign are added when the maximum moves: nothing cancels. Gradient: a workgroup a tile of 1024 words,
 * whose targets are laid out in its memory (4 KB), so that x is read once and ∂L/∂x written once.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../tf.ts";
import { runGpuProgram } from "./gpu-program.ts";
import { float, least, maximumOfWorkgroup, rowStart, sumOfWorkgroup, widthForRow, workgroupsForRows } from "./gpu-rows.ts";
import { type Heap, registerHeapKernel, type HeapKernel, type HostBackend, type KernelInputs } from "./heap.ts";
import { type GpuInputs, hasOwn, registerGpuKernel } from "./own.ts";
import { rowLoss } from "./row-loss.ts";

/** The teacher's most likely words. */
export interface SoftLabels {
  /** [N, k] int32, all different in a row */
  readonly ids: tf.Tensor2D;
  /** [N, k], their sum at most 1 */
  readonly probabilities: tf.Tensor2D;
  /** α */
  readonly groundTruthShare: number;
}

/** α, and which of the optional inputs there are. */
type Attributes = Readonly<{ share: number; weighted: boolean; taught: boolean }>;

/** Keeps a batch without weights finite. */
const noWeights = 1e-5;

/** The reference composition. */
export function labelCrossEntropyReference(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  weights: tf.Tensor1D | null,
  soft: SoftLabels | null,
): tf.Scalar {
  const [N, V] = logits.shape;
  const logs = tf.logSoftmax(logits); // [N, V]
  const starts = tf.mul(tf.range(0, N, 1, "int32"), tf.scalar(V, "int32")); // [N]
  const at = (ids: tf.Tensor2D) => tf.gather(tf.reshape(logs, [N * V]), tf.add(ids, tf.expandDims(starts, 1))); // [N, k]
  const hard = tf.neg(tf.squeeze(at(tf.expandDims(labels, 1)), [1])); // [N]
  const shares = weights === null ? tf.fill([N], 1 / N) : tf.div(weights, tf.add(tf.sum(weights), noWeights)); // [N]
  if (soft === null) return tf.sum(tf.mul(hard, shares));

  const k = soft.ids.shape[1];
  const known = at(soft.ids); // [N, k]
  const rest = tf.mul(tf.relu(tf.sub(1, tf.sum(soft.probabilities, 1))), k < V ? 1 / (V - k) : 0); // [N]
  const others = tf.sub(tf.sum(logs, 1), tf.sum(known, 1)); // [N]
  const taught = tf.neg(tf.add(tf.sum(tf.mul(soft.probabilities, known), 1), tf.mul(rest, others))); // [N]
  const rows = tf.add(tf.mul(hard, soft.groundTruthShare), tf.mul(taught, 1 - soft.groundTruthShare)); // [N]
  return tf.sum(tf.mul(rows, shares));
}

/** @returns L, differentiable with respect to the logits only */
export function labelCrossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  weights: tf.Tensor1D | null,
  soft: SoftLabels | null,
): tf.Scalar {
  if (!hasOwn("LabelCrossEntropy")) return labelCrossEntropyReference(logits, labels, weights, soft);
  const attrs: Attributes = { share: soft?.groundTruthShare ?? 1, weighted: weights !== null, taught: soft !== null };
  const optional = { ...(weights && { weights }), ...(soft && { ids: soft.ids, probabilities: soft.probabilities }) };
  return rowLoss("LabelCrossEntropy", { x: logits, labels, ...optional }, attrs);
}

/** Words of the teacher, 0 where there is none. */
const wordsOf = (input: KernelInputs, taught: boolean): number => (taught ? (input("ids").shape[1] ?? 0) : 0);

function optionalInputs(input: GpuInputs, names: readonly (readonly [name: string, present: boolean])[]) {
  return names.filter(([, present]) => present).map(([name]) => ({ name, tensor: input(name) }));
}

/** State of a row, four numbers: m, s, a, (1 − α) r. */
function forwardOnGpu(backend: object, input: GpuInputs, { share, weighted, taught }: Attributes): TensorInfo[] {
  const [logits, labels] = [input("x"), input("labels")];
  const [N = 0, V = 0] = logits.shape;
  const k = wordsOf(input, taught);
  const width = widthForRow(V);
  const weightSum = `
  var weightSum = 0.0;
  for (var n = lane; n < ${N}u; n += ${width}u) { weightSum += weights[n]; }`;
  const words = `
  for (var j = lane; j < ${k}u; j += ${width}u) {
    let q = probabilities[row * ${k}u + j];
    let beside = x[start + u32(ids[row * ${k}u + j])] - m;
    words += vec4<f32>(q, q * beside, beside, 0.0);
  }`;
  return runGpuProgram(backend, {
    name: "LabelCrossEntropy",
    inputs: [
      { name: "x", tensor: logits },
      { name: "labels", tensor: labels },
      ...optionalInputs(input, [["weights", weighted], ["ids", taught], ["probabilities", taught]]),
    ],
    outputs: [
      { name: "losses", shape: [N] },
      { name: "state", shape: [N, 4], components: 4 },
    ],
    workgroups: workgroupsForRows(N),
    code: `${maximumOfWorkgroup(width)}${sumOfWorkgroup(width, "mat2x4<f32>")}${rowStart(N, width)}
  ${weighted ? `if (weights[row] == 0.0) {
    if (lane == 0u) { losses[row] = 0.0; state[row] = vec4<f32>(0.0, 1.0, 0.0, 0.0); }
    return;
  }${weightSum}` : ""}
  let start = row * ${V}u;
  var own = ${least};
  var exponentials = 0.0;
  var distances = 0.0; // Σ (x − m)
  var count = 0.0;
  for (var v = lane; v < ${V}u; v += ${width}u) {
    let logit = x[start + v];
    if (logit > own) {
      exponentials *= exp(own - logit);
      distances += count * (own - logit);
      own = logit;
    }
    exponentials += exp(logit - own);
    distances += logit - own;
    count += 1.0;
  }
  let m = maximumOfWorkgroup(lane, own);
  var words = vec4<f32>(0.0); // Σ q, Σ q (x − m), Σ (x − m) of the teacher's words${taught ? words : ""}
  let all = vec4<f32>(exponentials * exp(own - m), distances + count * (own - m), ${weighted ? "weightSum" : "0.0"}, 0.0);
  let joined = sumOfWorkgroup(lane, mat2x4<f32>(all, words));
  let sums = joined[0];
  let known = joined[1];
  if (lane == 0u) {
    let r = ${k < V ? `max(0.0, 1.0 - known.x) / ${V - k}.0` : "0.0"};
    let hard = x[start + u32(labels[row])] - m;
    let taught = known.y + r * (sums.y - known.z);
    let a = ${weighted ? `weights[row] / (sums.z + ${noWeights})` : float(1 / N)};
    losses[row] = a * (log(sums.x) - (${float(share)} * hard + ${float(1 - share)} * taught));
    state[row] = vec4<f32>(m, sums.x, a, ${float(1 - share)} * r);
  }
}`,
  });
}

const tile = 1024;
const tileWidth = 256;

function backwardOnGpu(backend: object, input: GpuInputs, { share, taught }: Attributes): TensorInfo[] {
  const [logits, labels] = [input("x"), input("labels")];
  const [N = 0, V = 0] = logits.shape;
  const k = wordsOf(input, taught);
  const words = `
  for (var j = lane; j < ${k}u; j += ${tileWidth}u) {
    let c = u32(ids[row * ${k}u + j]) - first; // wraps to a large number before the tile
    if (c < ${tile}u) { wanted[c] = ${float(1 - share)} * probabilities[row * ${k}u + j]; }
  }
  workgroupBarrier();`;
  return runGpuProgram(backend, {
    name: "LabelCrossEntropyGradient",
    inputs: [
      { name: "x", tensor: logits },
      { name: "labels", tensor: labels },
      { name: "state", tensor: input("state"), components: 4 },
      { name: "dy", tensor: input("dy") },
      ...optionalInputs(input, [["ids", taught], ["probabilities", taught]]),
    ],
    outputs: [{ name: "dx", shape: [N, V] }],
    workgroups: [Math.ceil(V / tile), N],
    code: `
var<workgroup> wanted: array<f32, ${tile}>;
@compute @workgroup_size(${tileWidth})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup.y;
  let first = workgroup.x * ${tile}u;
  let about = state[row]; // m, s, a, (1 − α) r
  for (var c = lane; c < ${tile}u; c += ${tileWidth}u) { wanted[c] = about.w; }
  workgroupBarrier();${taught ? words : ""}
  let label = u32(labels[row]) - first;
  if (lane == 0u && label < ${tile}u) { wanted[label] += ${float(share)}; }
  workgroupBarrier();
  let scale = about.z * dy[0];
  for (var c = lane; c < min(${tile}u, ${V}u - first); c += ${tileWidth}u) {
    let at = row * ${V}u + first + c;
    var gradient = 0.0;
    if (about.z != 0.0) { gradient = scale * (exp(x[at] - about.x) / about.y - wanted[c]); }
    dx[at] = gradient;
  }
}`,
  });
}

const attributesOf = (attrs: tf.NamedAttrMap): Attributes => ({
  share: Number(attrs["share"]),
  weighted: attrs["weighted"] === true,
  taught: attrs["taught"] === true,
});

// On the processor a row's state is its softmax, which tfjs computes faster than a loop here could; its largest entry is
// 1 / s. Indices below stay inside their rows: reading is never undefined.

/** The inputs of all rows, and of row n its label, a and r. */
function rowsOf(input: KernelInputs, heap: Heap, { weighted, taught }: Attributes, V: number) {
  const labels = heap.integers(input("labels"));
  const weights = weighted ? heap.floats(input("weights")) : null;
  const ids = taught ? heap.integers(input("ids")) : new Int32Array();
  const probabilities = taught ? heap.floats(input("probabilities")) : new Float32Array();
  const k = wordsOf(input, taught);
  const weightSum = weights?.reduce((sum, weight) => sum + weight, noWeights) ?? 0;
  const row = (n: number) => {
    let known = 0;
    for (let j = n * k; j < (n + 1) * k; j++) known += probabilities[j] as number;
    return {
      label: labels[n] as number,
      a: weights === null ? 1 / labels.length : (weights[n] as number) / weightSum,
      r: k < V ? Math.max(0, 1 - known) / (V - k) : 0,
    };
  };
  return { ids, probabilities, k, row };
}

const forwardOnHost: HeapKernel = (input, heap, attrs) => {
  const logits = input("x");
  const [N = 0, V = 0] = logits.shape;
  const { share, ...optional } = attributesOf(attrs);
  const softmax = heap.run("Softmax", { logits }, { dim: 1 });
  const losses = heap.make([N], "float32");
  const [x, p, values] = [heap.floats(logits), heap.floats(softmax), heap.floats(losses)];
  const { ids, probabilities, k, row } = rowsOf(input, heap, { share, ...optional }, V);
  for (let n = 0; n < N; n++) {
    const { label, a, r } = row(n);
    const start = n * V;
    let largest = start;
    let sum = 0;
    for (let v = start; v < start + V; v++) {
      sum += x[v] as number;
      if ((x[v] as number) > (x[largest] as number)) largest = v;
    }
    const m = x[largest] as number;
    let taught = r * (sum - V * m);
    for (let j = n * k; j < (n + 1) * k; j++) {
      taught += ((probabilities[j] as number) - r) * ((x[start + (ids[j] as number)] as number) - m);
    }
    const target = share * ((x[start + label] as number) - m) + (1 - share) * taught;
    values[n] = a === 0 ? 0 : -a * (Math.log(p[largest] as number) + target);
  }
  return [losses, softmax];
};

const backwardOnHost: HeapKernel = (input, heap, attrs) => {
  const softmax = input("state");
  const [N = 0, V = 0] = softmax.shape;
  const { share, ...optional } = attributesOf(attrs);
  const gradient = heap.make([N, V], "float32");
  const [p, dx] = [heap.floats(softmax), heap.floats(gradient)];
  const dy = heap.floats(input("dy"))[0] as number;
  const { ids, probabilities, k, row } = rowsOf(input, heap, { share, ...optional }, V);
  for (let n = 0; n < N; n++) {
    const { label, a, r } = row(n);
    const [start, scale] = [n * V, a * dy];
    const even = (1 - share) * r;
    for (let v = start; v < start + V; v++) dx[v] = scale * ((p[v] as number) - even);
    for (let j = n * k; j < (n + 1) * k; j++) {
      (dx[start + (ids[j] as number)] as number) -= scale * (1 - share) * ((probabilities[j] as number) - r);
    }
    (dx[start + label] as number) -= scale * share;
  }
  return gradient;
};

export function registerLabelCrossEntropy(backendName: HostBackend | "webgpu"): void {
  if (backendName === "webgpu") {
    registerGpuKernel("LabelCrossEntropy", (backend, input, attrs) => forwardOnGpu(backend, input, attributesOf(attrs)));
    registerGpuKernel("LabelCrossEntropyGradient", (backend, input, attrs) => backwardOnGpu(backend, input, attributesOf(attrs)));
  } else {
    registerHeapKernel("LabelCrossEntropy", backendName, forwardOnHost);
    registerHeapKernel("LabelCrossEntropyGradient", backendName, backwardOnHost);
  }
}
