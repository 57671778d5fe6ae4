import { Lost, messageOf } from "../base/errors.ts";

/** Brings one buffer's numbers back, again and again, while the device goes on. */
export interface ReadRing {
  /** Numbers as they are after all work that was submitted so far. @throws Lost when the device is gone */
  read(): Promise<Float32Array>;
  destroy(): void;
}

/** Each read has a staging buffer of its own until it is done: there are as many as there were reads at once. */
export function createReadRing(device: GPUDevice, source: GPUBuffer, sizeBytes: number): ReadRing {
  const all: GPUBuffer[] = [];
  const free: GPUBuffer[] = [];
  function createStaging(): GPUBuffer {
    const buffer = device.createBuffer({ size: sizeBytes, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
    all.push(buffer);
    return buffer;
  }
  return {
    async read() {
      const staging = free.pop() ?? createStaging();
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(source, 0, staging, 0, sizeBytes);
      device.queue.submit([encoder.finish()]);
      try {
        await staging.mapAsync(GPUMapMode.READ);
      } catch (thrown) {
        throw new Lost(`the GPU was lost: ${messageOf(thrown)}`);
      }
      const numbers = new Float32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      free.push(staging);
      return numbers;
    },
    destroy() {
      for (const buffer of all) buffer.destroy();
    },
  };
}
