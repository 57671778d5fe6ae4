import * as tf from "./tf.ts";

export interface EngineMemory {
  /** Bytes of tensors alive. */
  readonly liveBytes: number;
  /** Bytes that the backend holds; its pools do not shrink. */
  readonly allocatedBytes: number;
}

const numberAt = (record: object, key: string): number | undefined => {
  const value: unknown = Object.entries(record).find(([name]) => name === key)?.[1];
  return typeof value === "number" ? value : undefined;
};

/** The wasm backend's whole heap. */
function heapBytes(): number | undefined {
  const backend: object = tf.backend();
  if (!("wasm" in backend)) return undefined;
  const { wasm } = backend;
  if (typeof wasm !== "object" || wasm === null || !("HEAPU8" in wasm)) return undefined;
  return wasm.HEAPU8 instanceof Uint8Array ? wasm.HEAPU8.length : undefined;
}

/** What the current backend holds. On cpu both figures are the tensors' bytes. */
export function engineMemory(): EngineMemory {
  const memory = tf.memory();
  const liveBytes = numberAt(memory, "numBytesInGPU") ?? memory.numBytes;
  // WebGPU and WebGL spell it differently.
  const pooled = numberAt(memory, "numBytesAllocatedInGPU") ?? numberAt(memory, "numBytesInGPUAllocated");
  return { liveBytes, allocatedBytes: pooled ?? heapBytes() ?? liveBytes };
}
