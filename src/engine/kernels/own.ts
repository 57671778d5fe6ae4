import * as tf from "../tf.ts";

/** Runs a kernel of our own, with one output, on the current backend. It has no gradient: see `withGradient`. */
export function runOwn(kernelName: string, inputs: Record<string, tf.Tensor>): tf.Tensor {
  const output: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(kernelName, inputs);
  if (Array.isArray(output)) throw new Error(`the kernel has more than one output: ${kernelName}`);
  return output;
}
