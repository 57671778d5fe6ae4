import { deviceRoom } from "./device-room.ts";
import * as tf from "./tf.ts";
import { webgpuBackend } from "./webgpu.ts";

/** What the current backend has room for; study's `MemoryLimits` has the same fields. */
export interface EngineLimits {
  /** Bytes of all tensors; Infinity where nobody says, or where there is room for as many as were wanted. */
  readonly totalBytes: number;
  /** Bytes of one tensor. */
  readonly tensorBytes: number;
}

/** Addresses of WebAssembly have 32 bits; tfjs's modules may grow so far. */
const wasmHeapBytes = 2 ** 32;

/**
 * @param deviceBytes memory of the device, as far as the browser tells; browsers tell no more than a few gigabytes
 * @param wantedBytes of all tensors; a GPU does not say what it has, so that much is taken and given back
 */
export async function engineLimits(deviceBytes: number | undefined, wantedBytes: number): Promise<EngineLimits> {
  const webgpu = webgpuBackend();
  if (webgpu !== null) {
    const { maxBufferSize, maxStorageBufferBindingSize } = webgpu.device.limits;
    return { totalBytes: await deviceRoom(webgpu.device, wantedBytes), tensorBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize) };
  }
  const totalBytes = Math.min(deviceBytes ?? Infinity, tf.getBackend() === "wasm" ? wasmHeapBytes : Infinity);
  return { totalBytes, tensorBytes: totalBytes };
}
