/**
 * Products of matrices for the wasm backend, in place of tfjs's own.
 *
 * tfjs hands only products of two plain matrices to XNNPACK (18–26 GFLOP/s on one thread); with a transposed operand
 * or a batch it runs three nested loops (0.8–2 GFLOP/s), and there a fused bias reaches the first row only. It also
 * keeps what XNNPACK packed of b until b's tensor is freed, so a parameter that is written in place goes on to be
 * multiplied by its old values. Here operands are transposed first, a batch goes to XNNPACK matrix by matrix, and every
 * matrix is given as a window: an id of its own onto the tensor's memory, forgotten after the product.
 *
 * Notation: a [batch, left, inner], b [batch, inner, right], y [batch, left, right]; a batch of 1 is repeated.
 */
import type { NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../base/tensors.ts";
import * as tf from "../tf.ts";
import { isWasmBackend, type WasmBackend } from "../wasm.ts";
import { heapOf } from "./heap.ts";

/** The activations that XNNPACK applies while it writes the product, by tfjs's numbers. */
const fusedActivations: Readonly<Record<string, number>> = { linear: 0, relu: 1, relu6: 2 };

const bytesPerNumber = 4;

/** Where the shapes of the windows lie, six integers a heap. */
const shapeMemory = new WeakMap<WasmBackend["wasm"], number>();

function shapesAt({ wasm }: WasmBackend, left: number, inner: number, right: number): number {
  let at = shapeMemory.get(wasm);
  if (at === undefined) {
    at = wasm._malloc(6 * bytesPerNumber) >>> 0;
    shapeMemory.set(wasm, at);
  }
  new Int32Array(wasm.HEAPU8.buffer, at, 6).set([1, left, inner, 1, inner, right]);
  return at;
}

/** Part of a tensor's memory under an id of its own; `step` bytes further for each matrix of a batch. */
interface Window {
  readonly id: number;
  readonly size: number;
  readonly at: number;
  readonly step: number;
}

/** Ids of the windows, far above those that the backend counts up. */
const windowIds = { a: 0x7000_0001, b: 0x7000_0002, bias: 0x7000_0003, y: 0x7000_0004 } as const;

function windowOf(backend: WasmBackend, name: keyof typeof windowIds, tensor: TensorInfo, size: number, repeated: boolean): Window {
  const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  return { id: windowIds[name], size, at: memoryOffset, step: repeated ? 0 : size * bytesPerNumber };
}

function multiplyPlain(backend: WasmBackend, a: TensorInfo, b: TensorInfo, bias: TensorInfo | undefined, activation: number): TensorInfo {
  const [batchA = 1, left = 1, inner = 1] = a.shape;
  const [batchB = 1, , right = 1] = b.shape;
  const batch = Math.max(batchA, batchB);
  const y = backend.makeOutput([batch, left, right], "float32");
  const shapes = shapesAt(backend, left, inner, right);
  const windows = [
    windowOf(backend, "a", a, left * inner, batchA === 1),
    windowOf(backend, "b", b, inner * right, batchB === 1),
    windowOf(backend, "y", y, left * right, false),
    ...(bias === undefined ? [] : [windowOf(backend, "bias", bias, right, true)]),
  ];
  const biasId = bias === undefined ? 0 : windowIds.bias;
  const { tfjs } = backend.wasm;
  for (let i = 0; i < batch; i++) {
    for (const { id, size, at, step } of windows) tfjs.registerTensor(id, size, at + i * step);
    backend.wasm.__FusedMatMul(
      windowIds.a, shapes, 3,
      windowIds.b, shapes + 3 * bytesPerNumber, 3,
      false, false, activation, biasId, 0, 0, windowIds.y,
    );
    // Forgets the window, and with b's what XNNPACK packed of it; the memory stays the tensor's.
    for (const { id } of windows) tfjs.disposeData(id);
  }
  return y;
}

/** A tensor's numbers under another shape. */
const viewed = (tensor: TensorInfo, shape: number[]): TensorInfo => ({ dataId: tensor.dataId, dtype: tensor.dtype, shape });

/** An operand as [batch, rows, columns], transposed if asked for; `release` frees what that took. */
function operand(backend: WasmBackend, tensor: TensorInfo, transpose: boolean) {
  if (tensor.dtype !== "float32") throw new Error(`only float32 is multiplied on wasm, got ${tensor.dtype}`);
  const [rows = 1, columns = 1] = tensor.shape.slice(-2);
  const flat = viewed(tensor, [sizeOf(tensor.shape.slice(0, -2)), rows, columns]);
  if (!transpose) return { matrix: flat, release: () => {} };
  const matrix = transposed(backend, flat);
  return { matrix, release: () => void backend.disposeData(matrix.dataId) };
}

/** A kernel's matrices [batch, rows, columns] with its last two axes swapped, in new memory. */
const transposed = (backend: WasmBackend, matrix: TensorInfo): TensorInfo =>
  heapOf(backend).run("Transpose", { x: matrix }, { perm: [0, 2, 1] });

/**
 * aᵀ b as (bᵀ a)ᵀ. Packing an element of b for XNNPACK takes three times as long as transposing one, so a narrow a is
 * the better one to pack: the gradient of a weight that narrows.
 */
function multiplySwapped(backend: WasmBackend, a: TensorInfo, b: TensorInfo): TensorInfo {
  const left = transposed(backend, b);
  const product = multiplyPlain(backend, left, a, undefined, 0);
  const y = transposed(backend, product);
  backend.disposeData(left.dataId);
  backend.disposeData(product.dataId);
  return y;
}

function multiply(backend: WasmBackend, { a, b, bias }: NamedTensorInfoMap, attrs: Readonly<Record<string, unknown>>): TensorInfo {
  if (a === undefined || b === undefined) throw new Error("a product on wasm lacks an operand");
  const activation = fusedActivations[String(attrs["activation"] ?? "linear")];
  if (activation === undefined) throw new Error(`an activation that is not fused on wasm: "${String(attrs["activation"])}"`);
  if (bias === undefined && activation === 0 && attrs["transposeA"] === true && attrs["transposeB"] !== true) {
    const [x, y] = [operand(backend, a, false).matrix, operand(backend, b, false).matrix];
    const [batchA, innerA, rows = 1] = x.shape;
    const [batchB, innerB, columns = 1] = y.shape;
    if (batchA === batchB && innerA === innerB && columns > rows) {
      return { ...multiplySwapped(backend, x, y), shape: [...a.shape.slice(0, -2), rows, columns] };
    }
  }
  const left = operand(backend, a, attrs["transposeA"] === true);
  const right = operand(backend, b, attrs["transposeB"] === true);
  const [batchA = 1, rows = 1, inner = 1] = left.matrix.shape;
  const [batchB = 1, innerB = 1, columns = 1] = right.matrix.shape;
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batch = sizeOf(batchShape);
  const repeats = (batchA === batch || batchA === 1) && (batchB === batch || batchB === 1);
  if (inner !== innerB || !repeats) throw new Error(`cannot multiply [${a.shape.join(", ")}] by [${b.shape.join(", ")}] on wasm`);

  // One b for all: the batch of a is one tall matrix.
  const tall = batchB === 1 ? viewed(left.matrix, [1, batchA * rows, inner]) : left.matrix;
  const y = multiplyPlain(backend, tall, right.matrix, bias, activation);
  left.release();
  right.release();
  return { ...y, shape: [...batchShape, rows, columns] };
}

/** Needs tfjs's wasm kernels registered; calling it again changes nothing. */
export function registerWasmProducts(): void {
  for (const kernelName of ["BatchMatMul", "_FusedMatMul"]) {
    if (tf.getKernel(kernelName, "wasm") !== undefined) tf.unregisterKernel(kernelName, "wasm");
    tf.registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc({ inputs, backend, attrs }) {
        if (!isWasmBackend(backend)) throw new Error(`kernel ${kernelName} was given another backend than wasm`);
        return multiply(backend, inputs, { ...attrs });
      },
    });
  }
}
