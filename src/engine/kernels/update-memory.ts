import * as tf from "../tf.ts";

/** The live memory of a float32 tensor: what is written into it is the tensor's value. */
export type HostMemory = (tensor: tf.Tensor) => Float32Array;

interface HeapBackend {
  typedArrayFromHeap(info: tf.TensorInfo): unknown;
}

const hasHeap = (backend: object): backend is HeapBackend => "typedArrayFromHeap" in backend;

function floats(memory: unknown, tensor: tf.Tensor): Float32Array {
  if (memory instanceof Float32Array) return memory;
  throw new TypeError(`only float32 tensors can be updated in place, got ${tensor.dtype}`);
}

/**
 * How to see the current backend's tensors as arrays without copying, or null if their memory is not the host's.
 *
 * On wasm a view holds until the next allocation, which may grow the heap and detach it. The cpu backend keeps the very
 * array it was given, so a tensor made from an array shares its writes with that array.
 */
export function hostMemory(): HostMemory | null {
  const backend = tf.backend();
  if (tf.getBackend() === "cpu") return (tensor) => floats(backend.readSync(tensor.dataId), tensor);
  if (hasHeap(backend)) return (tensor) => floats(backend.typedArrayFromHeap(tensor), tensor);
  return null;
}
