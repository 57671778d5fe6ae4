import { Diverged, Lost, messageOf } from "../base/errors.ts";
import type { Tensor } from "./tf.ts";
import { webgpuBackend } from "./webgpu.ts";

/** Resolves when the device has done all work given to it. Off WebGPU an operation is done when it returns. */
export async function settle(): Promise<void> {
  const backend = webgpuBackend();
  if (backend === null) return;
  // tfjs keeps up to 15 dispatches back before it submits them.
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  await backend.queue.onSubmittedWorkDone();
}

/**
 * Reads a scalar: the one place of a step where the processor waits for the device.
 * @param what for the message
 * @throws Diverged when it is not finite · Lost when the device is gone
 */
export async function finiteValue(scalar: Tensor, what: string): Promise<number> {
  let value: number | undefined;
  try {
    [value] = await scalar.data<"float32">();
  } catch (thrown) {
    if (webgpuBackend() === null) throw thrown;
    throw new Lost(`the GPU was lost: ${messageOf(thrown)}`);
  }
  if (value === undefined || !Number.isFinite(value)) throw new Diverged(`the ${what} is not finite: ${value}`);
  return value;
}
