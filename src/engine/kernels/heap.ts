/**
 * What kernels written in TypeScript need of tfjs's wasm and cpu backends: outputs, and views of their numbers.
 * A view of the wasm heap dies when the heap grows, so take views after every output is made.
 */
import type { KernelFunc, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../base/tensors.ts";
import * as tf from "../tf.ts";
import { isWasmBackend } from "../wasm.ts";

/** The backends on which numbers lie in this realm's memory. */
export type HostBackend = "wasm" | "cpu";

export interface Heap {
  /** An output whose numbers are not set. */
  make(shape: readonly number[], dtype: "float32" | "int32"): TensorInfo;
  /** A float32 tensor's numbers, not copied. */
  floats(tensor: TensorInfo): Float32Array;
  /** An int32 tensor's numbers, not copied. */
  integers(tensor: TensorInfo): Int32Array;
  /** Runs another kernel of the same backend, with one output. */
  run(kernelName: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo;
}

interface CpuBackend {
  makeTensorInfo(shape: readonly number[], dtype: string, values: Float32Array | Int32Array): TensorInfo;
  readSync(dataId: TensorInfo["dataId"]): unknown;
}

const isCpu = (backend: object): backend is CpuBackend => "makeTensorInfo" in backend && "readSync" in backend;

/** Of a wasm or cpu backend only. */
export function heapOf(backend: object): Heap {
  let make: Heap["make"];
  let view: (tensor: TensorInfo) => unknown;
  if (isWasmBackend(backend)) {
    make = (shape, dtype) => backend.makeOutput(shape, dtype);
    view = (tensor) => backend.typedArrayFromHeap(tensor);
  } else if (isCpu(backend)) {
    make = (shape, dtype) =>
      backend.makeTensorInfo(shape, dtype, dtype === "float32" ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape)));
    view = (tensor) => backend.readSync(tensor.dataId);
  } else throw new Error("this backend's numbers cannot be reached from here");
  return {
    make,
    floats(tensor) {
      const numbers = view(tensor);
      if (numbers instanceof Float32Array) return numbers;
      throw new Error(`expected float32 numbers of a tensor of ${tensor.dtype}`);
    },
    integers(tensor) {
      const numbers = view(tensor);
      if (numbers instanceof Int32Array) return numbers;
      throw new Error(`expected int32 numbers of a tensor of ${tensor.dtype}`);
    },
    run(kernelName, inputs, attrs) {
      const backendName = isWasmBackend(backend) ? "wasm" : "cpu";
      const result = tf.getKernel(kernelName, backendName)?.kernelFunc({ inputs, backend, attrs });
      if (result === undefined || Array.isArray(result)) throw new Error(`the ${backendName} backend has no kernel: ${kernelName}`);
      return result;
    },
  };
}

/** Inputs of a kernel by their tfjs names. */
export type KernelInputs = (name: string) => TensorInfo;
/** @returns undefined to leave it to tfjs's own kernel */
export type HeapKernel = (inputs: KernelInputs, heap: Heap, attrs: NamedAttrMap) => TensorInfo | TensorInfo[] | undefined;

/** Registers a kernel in place of tfjs's own if there is one. Registering twice changes nothing. */
export function registerHeapKernel(kernelName: string, backendName: HostBackend, run: HeapKernel): void {
  const original = tf.getKernel(kernelName, backendName);
  const kernelFunc: KernelFunc = (params) => {
    const input: KernelInputs = (name) => {
      const tensor = params.inputs[name];
      if (tensor === undefined || Array.isArray(tensor)) throw new Error(`kernel ${kernelName} lacks its input "${name}"`);
      return tensor;
    };
    const result = run(input, heapOf(params.backend), params.attrs ?? {}) ?? original?.kernelFunc(params);
    if (result === undefined) throw new Error(`tfjs has no kernel of its own to fall back on: ${kernelName}`);
    return result;
  };
  if (original !== undefined) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ ...original, kernelName, backendName, kernelFunc });
}
