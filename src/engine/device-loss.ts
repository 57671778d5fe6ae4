import { Lost } from "../base/errors.ts";
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
