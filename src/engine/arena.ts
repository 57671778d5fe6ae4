/**
 * Variables side by side in memory, so that one dispatch can step them all.
 *
 * tfjs gives each tensor a GPU buffer of its own, and a shader may bind eight: an optimiser over 500 parameters would be
 * hundreds of dispatches. Here variables are windows onto few large buffers, their pages. Every operation of tfjs meets
 * a window as it meets any tensor: what binds it, `tensorToBinding`, and what reads it back, `read`, learn of windows.
 * Off WebGPU an arena is plain variables.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type NamedTensors, sizeOf } from "../base/tensors.ts";
import * as tf from "./tf.ts";
import { flush, type WebGpuBackend, webgpuBackend } from "./webgpu.ts";

export interface Arena {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** Of the variables too. */
  dispose(): void;
}

/** Part of a page, in bytes. */
export interface Window {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

type DataId = TensorInfo["dataId"];

/** What is used of tfjs's `WebGPUBackend`. */
interface PagedBackend extends WebGpuBackend {
  makeTensorInfo(shape: readonly number[], dtype: string): TensorInfo;
  tensorToBinding(tensor?: TensorInfo): GPUBindingResource | null;
  read(dataId: DataId): Promise<tf.backend_util.TypedArray>;
}

const isPaged = (backend: object): backend is PagedBackend => "bufferManager" in backend && "tensorToBinding" in backend;

function pagedBackend(): PagedBackend | null {
  const backend: object | null = webgpuBackend();
  return backend !== null && isPaged(backend) ? backend : null;
}

function demandPaged(): PagedBackend {
  const backend = pagedBackend();
  if (backend === null) throw new Error(`no windows onto memory on this backend: "${tf.getBackend()}"`);
  return backend;
}

/** Windows start at multiples of so many bytes, WebGPU's default alignment of a binding. */
const alignmentBytes = 256;
export const bytesPerNumber = 4;

/** What so many numbers take in a page; the gap behind them is zero. */
export const alignedBytes = (numbers: number): number => Math.ceil((numbers * bytesPerNumber) / alignmentBytes) * alignmentBytes;

const windows = new WeakMap<DataId, Window>();

/** Where a tensor lies in its page; undefined for a tensor that has memory of its own. */
export const windowOf = (tensor: TensorInfo): Window | undefined => windows.get(tensor.dataId);

const taught = new WeakSet<object>();

function teachWindows(backend: PagedBackend): void {
  if (taught.has(backend)) return;
  taught.add(backend);
  const [bind, read] = [backend.tensorToBinding.bind(backend), backend.read.bind(backend)];
  backend.tensorToBinding = (tensor) => (tensor && windows.get(tensor.dataId)) ?? bind(tensor);
  backend.read = (dataId) => {
    const window = windows.get(dataId);
    return window === undefined ? read(dataId) : readWindow(backend, window);
  };
}

/** Nothing is kept on the processor: windows are written in place. */
async function readWindow(backend: PagedBackend, { buffer, offset, size }: Window): Promise<Float32Array> {
  const staging = backend.device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder?.copyBufferToBuffer(buffer, offset, staging, 0, size);
  backend.submitQueue();
  await staging.mapAsync(GPUMapMode.READ);
  const numbers = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return numbers;
}

/**
 * A tensor that shares memory which it does not own: a page, or another tensor.
 * @param window as long as the shape
 */
export function tensorAt(window: Window, shape: readonly number[], dtype: "float32" | "int32" = "float32"): tf.Tensor {
  const backend = demandPaged();
  teachWindows(backend);
  const info = backend.makeTensorInfo(shape, dtype);
  const data = backend.tensorMap.get(info.dataId);
  data.resource = window.buffer;
  data.external = true;
  windows.set(info.dataId, window);
  return tf.engine().makeTensorFromTensorInfo(info);
}

/** A float32 tensor whose numbers are not set, and its memory as a window. */
export function scratchTensor(numbers: number): { readonly tensor: tf.Tensor; readonly window: Window } {
  const backend = demandPaged();
  const info = backend.makeTensorInfo([numbers], "float32");
  backend.uploadToGPU(info.dataId);
  const buffer = backend.tensorMap.get(info.dataId).resource;
  if (!buffer) throw new Error("a tensor has no memory on the GPU");
  return { tensor: tf.engine().makeTensorFromTensorInfo(info), window: { buffer, offset: 0, size: numbers * bytesPerNumber } };
}

/** Integers that stay as they are until disposed, in memory of their own: neither pooled nor uploaded again. */
export function constantTensor(values: Int32Array): { readonly tensor: tf.Tensor; dispose(): void } {
  const { device } = demandPaged();
  const size = values.byteLength;
  const buffer = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC, mappedAtCreation: true });
  new Int32Array(buffer.getMappedRange()).set(values);
  buffer.unmap();
  const tensor = tf.keep(tensorAt({ buffer, offset: 0, size }, [values.length], "int32"));
  return {
    tensor,
    dispose() {
      tensor.dispose();
      flush(demandPaged()); // commands that wait may still use it
      buffer.destroy();
    },
  };
}

/** @param values copied; null: zeros */
export function createArena(shapes: ReadonlyMap<string, readonly number[]>, values: NamedTensors | null): Arena {
  const backend = pagedBackend();
  return backend === null ? createPlain(shapes, values) : createPaged(backend, shapes, values);
}

function valuesOf(values: NamedTensors, name: string): Float32Array<ArrayBuffer> {
  const tensor = values.get(name);
  if (tensor === undefined) throw new Error(`no values for the variable: ${name}`);
  return tensor.data.slice();
}

function createPlain(shapes: ReadonlyMap<string, readonly number[]>, values: NamedTensors | null): Arena {
  const variables = new Map<string, tf.Variable>();
  for (const [name, shape] of shapes) {
    const variable = () => tf.variable(values === null ? tf.zeros([...shape]) : tf.tensor(valuesOf(values, name), [...shape]));
    variables.set(name, tf.tidy(variable));
  }
  return { variables, dispose: () => tf.dispose([...variables.values()]) };
}

function createPaged(backend: PagedBackend, shapes: ReadonlyMap<string, readonly number[]>, values: NamedTensors | null): Arena {
  const { maxStorageBufferBindingSize, maxBufferSize } = backend.device.limits;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffers: GPUBuffer[] = [];
  const variables = new Map<string, tf.Variable>();
  for (const { sizeBytes, places } of pagesOf(shapes, Math.min(maxStorageBufferBindingSize, maxBufferSize))) {
    // Not from the pool: fresh memory is zero.
    const buffer = backend.bufferManager.acquireBuffer(sizeBytes, usage, false, false);
    buffers.push(buffer);
    for (const { name, shape, offset } of places) {
      if (values !== null) backend.queue.writeBuffer(buffer, offset, valuesOf(values, name));
      const window = { buffer, offset, size: sizeOf(shape) * bytesPerNumber };
      variables.set(name, tf.tidy(() => tf.variable(tensorAt(window, shape))));
    }
  }
  return {
    variables,
    dispose() {
      tf.dispose([...variables.values()]);
      flush(backend); // commands that wait may still use them
      for (const buffer of buffers) backend.bufferManager.releaseBuffer(buffer, false);
    },
  };
}

interface Page {
  sizeBytes: number;
  readonly places: { readonly name: string; readonly shape: readonly number[]; readonly offset: number }[];
}

/** Fills pages in the variables' order. @param limit bytes that a page may have */
function pagesOf(shapes: ReadonlyMap<string, readonly number[]>, limit: number): Page[] {
  const pages: Page[] = [];
  for (const [name, shape] of shapes) {
    const size = alignedBytes(sizeOf(shape));
    let page = pages.at(-1);
    if (page === undefined || page.sizeBytes + size > limit) pages.push((page = { sizeBytes: 0, places: [] }));
    page.places.push({ name, shape, offset: page.sizeBytes });
    page.sizeBytes += size;
  }
  return pages;
}
