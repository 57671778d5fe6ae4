/** Buffers by which a GPU is asked for room: several, as a training takes it. */
const probeBytes = 2 ** 28;

/** What is used of a device. */
export type Room = Pick<GPUDevice, "createBuffer" | "popErrorScope" | "pushErrorScope"> & {
  readonly limits: Pick<GPUSupportedLimits, "maxBufferSize">;
};

/**
 * The bytes that a GPU gives at once: it does not say what it has, so they are taken and given back.
 * @returns Infinity if it gave all that were wanted
 */
export async function deviceRoom(device: Room, wantedBytes: number): Promise<number> {
  const taken: GPUBuffer[] = [];
  const chunkBytes = Math.min(probeBytes, device.limits.maxBufferSize);
  try {
    for (let bytes = 0; bytes < wantedBytes; bytes += chunkBytes) {
      device.pushErrorScope("out-of-memory");
      taken.push(device.createBuffer({ size: chunkBytes, usage: GPUBufferUsage.STORAGE }));
      if ((await device.popErrorScope()) !== null) return bytes;
    }
    return Infinity;
  } finally {
    for (const buffer of taken) buffer.destroy();
  }
}
