/**
 * `Identity`, and `Cast` to the type a tensor already has, for the wasm backend: the result shares the tensor's memory,
 * as on every other backend of tfjs. Its own kernels copy, and a training step makes some 400 of them: every tensor
 * saved for a gradient is a clone.
 */
import * as tf from "../tf.ts";
import { isWasmBackend } from "../wasm.ts";

const shared = new WeakSet<tf.KernelConfig>();

/** Needs tfjs's wasm kernels registered; calling it again changes nothing. */
export function registerWasmSharing(): void {
  for (const kernelName of ["Identity", "Cast"]) {
    const original = tf.getKernel(kernelName, "wasm");
    if (original === undefined || shared.has(original)) continue;
    const ours: tf.KernelConfig = {
      ...original,
      kernelFunc(call) {
        const { x } = call.inputs;
        if (x === undefined || Array.isArray(x) || !isWasmBackend(call.backend)) return original.kernelFunc(call);
        if (kernelName === "Cast" && call.attrs?.["dtype"] !== x.dtype) return original.kernelFunc(call);
        call.backend.incRef(x.dataId);
        return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
      },
    };
    shared.add(ours);
    tf.unregisterKernel(kernelName, "wasm");
    tf.registerKernel(ours);
  }
}
