/**
 * Dawn's null device: WebGPU that accepts everything and computes nothing. Its memory is capped at 512 MB.
 *
 * What looks for WebGPU when it is loaded, as tfjs does, must be imported after `installNullDevice`.
 */
import { create, globals } from "webgpu";

export function installNullDevice(): void {
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, "navigator", { value: { gpu: create(["backend=null"]), userAgent: "node" }, configurable: true });

  // The null device leaves its buffers as the allocator gave them; read as floats that may be anything, even no number.
  const { getMappedRange } = GPUBuffer.prototype;
  GPUBuffer.prototype.getMappedRange = function (this: GPUBuffer, ...given) {
    const range = getMappedRange.apply(this, given);
    if (this.usage & GPUBufferUsage.MAP_READ) new Uint8Array(range).fill(0);
    return range;
  };
}
