import * as tf from "./tf.ts";

/** What is used of tfjs's `WebGPUBackend`, so that its package is not loaded where WebGPU is not used. */
export interface WebGpuBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** The current backend if it is WebGPU. */
export function webgpuBackend(): WebGpuBackend | null {
  if (tf.getBackend() !== "webgpu") return null;
  const backend: object = tf.backend();
  const isWebGpu = (candidate: object): candidate is WebGpuBackend => "device" in candidate && "submitQueue" in candidate;
  return isWebGpu(backend) ? backend : null;
}
