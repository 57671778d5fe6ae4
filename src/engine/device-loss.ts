import { Diverged, Lost } from "../base/errors.ts";
import { webgpuBackend } from "./webgpu.ts";

/**
 * Calls back once when the current backend's GPU is gone. tfjs itself does not notice: operations go on without a
 * sound, only reading rejects. Off WebGPU there is nothing to lose.
 */
export function onLost(callback: (lost: Lost) => void): void {
  void webgpuBackend()?.device.lost.then(({ reason, message }) => {
    callback(new Lost(`the GPU was lost (${reason}): ${message}`));
  });
}

/** Calls back when the current backend's GPU had no room for something: results are wrong from there on. */
export function onOutOfMemory(callback: (problem: Diverged) => void): void {
  webgpuBackend()?.device.addEventListener("uncapturederror", ({ error }) => {
    if (error instanceof GPUOutOfMemoryError) callback(new Diverged(`the GPU ran out of memory: ${error.message}`));
  });
}
