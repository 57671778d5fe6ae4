import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../tf.ts";
import type { Input, Output } from "./gpu-program.ts";

/** Whether the current backend has a kernel of our own by this name; elsewhere its reference composition runs. */
export function hasOwn(kernelName: string): boolean {
  return tf.getKernel(kernelName, tf.getBackend()) !== undefined;
}

/** Runs a kernel of our own with several outputs. */
export function runOwnAll(kernelName: string, inputs: Record<string, tf.Tensor>, attrs: tf.NamedAttrMap = {}): tf.Tensor[] {
  const outputs: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(kernelName, inputs, attrs);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** Runs a kernel of our own, with one output, on the current backend. It has no gradient: see `withGradient`. */
export function runOwn(kernelName: string, inputs: Record<string, tf.Tensor>, attrs: tf.NamedAttrMap = {}): tf.Tensor {
  const [output, ...others] = runOwnAll(kernelName, inputs, attrs);
  if (output === undefined || others.length > 0) throw new Error(`the kernel does not have one output: ${kernelName}`);
  return output;
}

/** Inputs of a kernel by name. */
export interface GpuInputs {
  (name: string): TensorInfo;
  /** Whether an input that may be left out is there. */
  has(name: string): boolean;
  /** Inputs as a program binds them by their names. */
  all(...names: readonly string[]): Input[];
  /** An output, written into the input of its name where there is one. */
  into(output: Output): Output;
}

/** Registers a kernel of our own for WebGPU; registering again changes nothing. */
export function registerGpuKernel(
  kernelName: string,
  run: (backend: object, input: GpuInputs, attrs: tf.NamedAttrMap) => TensorInfo[],
): void {
  if (tf.getKernel(kernelName, "webgpu") !== undefined) return;
  const kernelFunc: KernelFunc = ({ backend, inputs, attrs }) => {
    const find = (name: string): TensorInfo => {
      const tensor = inputs[name];
      if (tensor === undefined || Array.isArray(tensor)) throw new Error(`kernel ${kernelName} lacks its input "${name}"`);
      return tensor;
    };
    const input: GpuInputs = Object.assign(find, {
      has: (name: string) => inputs[name] !== undefined,
      all: (...names: readonly string[]) => names.map((name) => ({ name, tensor: find(name) })),
      into: (output: Output) => (inputs[output.name] === undefined ? output : { ...output, into: find(output.name) }),
    });
    return run(backend, input, attrs ?? {});
  };
  tf.registerKernel({ kernelName, backendName: "webgpu", kernelFunc });
}
