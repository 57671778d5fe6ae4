import * as tf from "../engine/tf.ts";
import type { Parameters } from "../model/network.ts";
import { exactly, type Estimate } from "../study/measurement.ts";

/**
 * Watches the tensor bytes alive from now on; the result ends that and gives the most there were at once.
 *
 * `tf.profile` would tell the same, but it reads every result back with `dataSync`, which in a worker on WebGPU leaves
 * zeros in place of the values. So the engine's own count is watched instead.
 */
export function watchPeakBytes(): () => number {
  const { state } = tf.engine();
  let current = state.numBytes;
  let peak = current;
  Object.defineProperty(state, "numBytes", {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (bytes: number) => {
      current = bytes;
      peak = Math.max(peak, bytes);
    },
  });
  return () => {
    Object.defineProperty(state, "numBytes", { configurable: true, enumerable: true, writable: true, value: current });
    return peak;
  };
}

/** The most tensor bytes alive at once while `work` runs. */
export function peakBytesDuring(work: () => void): number {
  const peak = watchPeakBytes();
  try {
    work();
  } finally {
    peak();
  }
  return peak();
}

/** Heads are no part of the forward pass that is measured. */
const isHead = (name: string) => name.startsWith("cls.");

/**
 * Peak memory of one forward pass: the encoder's parameters and what the pass adds to them; whatever else is alive, a
 * teacher or an optimiser's moments, is left out. Exact, and equal for equal architectures on one backend.
 * @param encode one pass; its results are freed
 */
export function measurePeakBytes(parameters: Parameters, encode: () => tf.Tensor): Estimate {
  const before = tf.memory().numBytes;
  const added = peakBytesDuring(() => void tf.tidy(encode).dispose()) - before;
  let own = 0;
  for (const [name, { size, dtype }] of parameters) if (!isHead(name)) own += size * tf.util.bytesPerElement(dtype);
  return exactly(own + added);
}
