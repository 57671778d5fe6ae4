/**
 * Products of matrices for the wasm backend, in place of tfjs's own.
 *
 * tfjs hands only products of two plain matrices to XNNPACK (18–26 GFLOP/s on one thread); with a transposed operand
 * or a batch it runs three nested loops (0.8–2 GFLOP/s), and there a fused bias reaches the first row only. Here
 * operands are transposed first, and a batch goes to XNNPACK matrix by matrix, each a window onto the batch's memory.
 *
 * Notation: a [batch, left, inner], b [batch, inner, right], y [batch, left, right]; a batch of 1 is repeated.
 */
import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../base/tensors.ts";
import * as tf from "../tf.ts";

/** What is used of tfjs's `BackendWasm`. */
interface WasmBackend {
  readonly dataIdMap: { get(dataId: TensorInfo["dataId"]): { readonly id: number; readonly memoryOffset: number } };
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    readonly tfjs: { registerTensor(id: number, size: number, memoryOffset: number): void; disposeData(id: number): void };
    _malloc(bytes: number): number;
    _BatchMatMul(
      a: number, aShape: number, aRank: number,
      b: number, bShape: number, bRank: number,
      transposeA: boolean, transposeB: boolean, y: number,
    ): void;
  };
  makeOutput(shape: readonly number[], dtype: string): TensorInfo;
  disposeData(dataId: TensorInfo["dataId"]): boolean;
}

const isWasmBackend = (backend: object): backend is WasmBackend => "wasm" in backend && "dataIdMap" in backend;

/** Ids of the windows, far above those that the backend counts up. */
const windowIds = { a: 0x7000_0001, b: 0x7000_0002, y: 0x7000_0003 } as const;

/** Where the shapes of the windows lie, six integers a backend. */
const shapeMemory = new WeakMap<WasmBackend, number>();

function shapesAt(backend: WasmBackend, left: number, inner: number, right: number): number {
  let at = shapeMemory.get(backend);
  if (at === undefined) {
    at = backend.wasm._malloc(6 * Int32Array.BYTES_PER_ELEMENT) >>> 0;
    shapeMemory.set(backend, at);
  }
  new Int32Array(backend.wasm.HEAPU8.buffer, at, 6).set([1, left, inner, 1, inner, right]);
  return at;
}

function multiplyBatch(backend: WasmBackend, a: TensorInfo, b: TensorInfo, batch: number): TensorInfo {
  const [batchA = 1, left = 1, inner = 1] = a.shape;
  const [batchB = 1, , right = 1] = b.shape;
  const y = backend.makeOutput([batch, left, right], "float32");
  const shapes = shapesAt(backend, left, inner, right);
  const bytes = Float32Array.BYTES_PER_ELEMENT;
  const windows = [
    { id: windowIds.a, size: left * inner, at: backend.dataIdMap.get(a.dataId).memoryOffset, step: batchA === 1 ? 0 : left * inner * bytes },
    { id: windowIds.b, size: inner * right, at: backend.dataIdMap.get(b.dataId).memoryOffset, step: batchB === 1 ? 0 : inner * right * bytes },
    { id: windowIds.y, size: left * right, at: backend.dataIdMap.get(y.dataId).memoryOffset, step: left * right * bytes },
  ];
  const { tfjs } = backend.wasm;
  for (let i = 0; i < batch; i++) {
    for (const { id, size, at, step } of windows) tfjs.registerTensor(id, size, at + i * step);
    backend.wasm._BatchMatMul(windowIds.a, shapes, 3, windowIds.b, shapes + 3 * bytes, 3, false, false, windowIds.y);
    // Forgets the window and the operator that XNNPACK packed its b into; the memory stays the batch's.
    for (const { id } of windows) tfjs.disposeData(id);
  }
  return y;
}

type Attributes = Readonly<Record<string, unknown>>;

/** tfjs's kernels for plain matrices, once ours stand in their place. */
const originals = new Map<string, KernelConfig>();

function runOriginal(name: string, backend: WasmBackend, inputs: NamedTensorInfoMap, attrs: Attributes): TensorInfo {
  const kernel = originals.get(name) ?? tf.getKernel(name, "wasm");
  const result = kernel?.kernelFunc({ inputs, backend, attrs: { ...attrs } as NonNullable<Parameters<KernelConfig["kernelFunc"]>[0]["attrs"]> });
  if (result === undefined || Array.isArray(result)) throw new Error(`no kernel of the wasm backend gives one tensor: ${name}`);
  return result;
}

/** A tensor's numbers under another shape. */
const viewed = (tensor: TensorInfo, shape: number[]): TensorInfo => ({ dataId: tensor.dataId, dtype: tensor.dtype, shape });

/** An operand as [batch, rows, columns], transposed if asked for; `release` frees what that took. */
function operand(backend: WasmBackend, tensor: TensorInfo, transposed: boolean) {
  const [rows = 1, columns = 1] = tensor.shape.slice(-2);
  const flat = viewed(tensor, [sizeOf(tensor.shape.slice(0, -2)), rows, columns]);
  if (!transposed) return { matrix: flat, release: () => {} };
  const matrix = runOriginal("Transpose", backend, { x: flat }, { perm: [0, 2, 1] });
  return { matrix, release: () => void backend.disposeData(matrix.dataId) };
}

function multiply(name: "BatchMatMul" | "_FusedMatMul", backend: WasmBackend, inputs: NamedTensorInfoMap, attrs: Attributes): TensorInfo {
  const { a, b, ...others } = inputs;
  if (a === undefined || b === undefined) throw new Error(`kernel ${name} lacks an operand`);
  const left = operand(backend, a, attrs["transposeA"] === true);
  const right = operand(backend, b, attrs["transposeB"] === true);
  const [batchA = 1, rows = 1, inner = 1] = left.matrix.shape;
  const [batchB = 1, innerB = 1, columns = 1] = right.matrix.shape;
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const batch = sizeOf(batchShape);
  const broadcast = (batchA !== batch && batchA !== 1) || (batchB !== batch && batchB !== 1);
  if (inner !== innerB || broadcast) throw new Error(`cannot multiply [${a.shape.join(", ")}] by [${b.shape.join(", ")}] on wasm`);

  let y: TensorInfo;
  if (batchB === 1) {
    // One b for all: the batch of a is one tall matrix.
    const tall = viewed(left.matrix, [1, batchA * rows, inner]);
    y = runOriginal(name, backend, { ...others, a: tall, b: right.matrix }, { ...attrs, transposeA: false, transposeB: false });
  } else {
    if (name === "_FusedMatMul") throw new Error(`a fused product of batches is not supported on wasm: [${b.shape.join(", ")}]`);
    y = multiplyBatch(backend, left.matrix, right.matrix, batch);
  }
  left.release();
  right.release();
  return { ...y, shape: [...batchShape, rows, columns] };
}

/** Needs tfjs's wasm kernels registered; calling it again changes nothing. */
export function registerWasmProducts(): void {
  for (const name of ["BatchMatMul", "_FusedMatMul"] as const) {
    const original = tf.getKernel(name, "wasm");
    if (original === undefined || originals.has(name)) continue;
    originals.set(name, original);
    tf.unregisterKernel(name, "wasm");
    tf.registerKernel({
      ...original,
      kernelFunc({ inputs, backend, attrs }) {
        if (!isWasmBackend(backend)) throw new Error(`kernel ${name} was given another backend than wasm`);
        return multiply(name, backend, inputs, { ...attrs });
      },
    });
  }
}
