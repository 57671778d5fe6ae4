import * as tf from "./tf.ts";
import { wasmBackend } from "./wasm.ts";
import { programBytes } from "./wasm-memory.ts";
import { flush, webgpuBackend } from "./webgpu.ts";

export interface EngineMemory {
  /** Bytes of tensors alive. */
  readonly liveBytes: number;
  /** Bytes that the backend holds; its pools shrink only by `freeUnused`. */
  readonly allocatedBytes: number;
}

const numberAt = (record: object, key: string): number | undefined => {
  const value: unknown = Object.entries(record).find(([name]) => name === key)?.[1];
  return typeof value === "number" ? value : undefined;
};

/** What the current backend holds. On cpu both figures are the tensors' bytes. */
export function engineMemory(): EngineMemory {
  const memory = tf.memory();
  const liveBytes = numberAt(memory, "numBytesInGPU") ?? memory.numBytes + programBytes();
  // WebGPU and WebGL spell it differently.
  const pooled = numberAt(memory, "numBytesAllocatedInGPU") ?? numberAt(memory, "numBytesInGPUAllocated");
  return { liveBytes, allocatedBytes: pooled ?? wasmBackend()?.wasm.HEAPU8.length ?? liveBytes };
}

/** Frees what tfjs's pool on WebGPU keeps for tensors of sizes that may never come again. */
export function freeUnused(): void {
  const backend = webgpuBackend();
  if (backend === null) return;
  // Commands that wait may still use it.
  flush(backend);
  const pool = backend.bufferManager;
  for (const buffers of pool.freeBuffers.values()) {
    for (const buffer of buffers.splice(0)) {
      buffer.destroy();
      pool.numBytesAllocated -= buffer.size;
      pool.numFreeBuffers--;
    }
  }
}
