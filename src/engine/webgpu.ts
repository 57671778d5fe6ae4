import * as tf from "./tf.ts";

/** What tfjs keeps of a tensor's numbers: on the device, on the host, or both. */
export interface TensorData {
  resource?: GPUBuffer | null;
  values?: ArrayLike<number> | null;
  /** The buffer is not tfjs's to free. */
  external?: boolean;
}

/** tfjs's pool of buffers. */
export interface BufferPool {
  numBytesUsed: number;
  numBytesAllocated: number;
  numFreeBuffers: number;
  /** By size and usage. */
  readonly freeBuffers: ReadonlyMap<string, GPUBuffer[]>;
  acquireBuffer(sizeBytes: number, usage: number, mapped?: boolean, reuse?: boolean): GPUBuffer;
  releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
}

/** What is used of tfjs's `WebGPUBackend`, so that its package is not loaded where WebGPU is not used. */
export interface WebGpuBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly bufferManager: BufferPool;
  readonly tensorMap: { get(dataId: object): TensorData };
  /** Of the commands that were not submitted yet. */
  readonly commandEncoder: GPUCommandEncoder | null;
  readonly computePassEncoder: GPUComputePassEncoder | null;
  /** Tensors that such commands use: their buffers are given back only after the submit. */
  readonly commandQueueOwnedIds: Pick<WeakSet<object>, "has" | "add">;
  /** Ids count up. */
  nextDataId(): number;
  uploadToGPU(dataId: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  read(dataId: object): Promise<unknown>;
  readSync(dataId: object): unknown;
  /** By the code they run, more or less. */
  readonly pipelineCache: Record<string, GPUComputePipeline | Promise<GPUComputePipeline>>;
}

/** The current backend if it is WebGPU. */
export function webgpuBackend(): WebGpuBackend | null {
  if (tf.getBackend() !== "webgpu") return null;
  const backend: object = tf.backend();
  const isWebGpu = (candidate: object): candidate is WebGpuBackend => "device" in candidate && "submitQueue" in candidate;
  return isWebGpu(backend) ? backend : null;
}

/** Submits what tfjs keeps back: up to 15 dispatches. */
export function flush(backend: WebGpuBackend): void {
  if (backend.commandEncoder === null) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** A tensor's buffer; its numbers are uploaded if they are on the host only. */
export function bufferOf(backend: WebGpuBackend, dataId: object): GPUBuffer {
  backend.uploadToGPU(dataId);
  const { resource } = backend.tensorMap.get(dataId);
  if (!resource) throw new Error("tfjs gave a tensor no buffer");
  return resource;
}
