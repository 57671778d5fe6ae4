/**
 * Counts what goes through WebGPU, whichever library calls it: its prototypes are wrapped before anything is created.
 *
 *   dispatches   calls of `dispatchWorkgroups`
 *   boundBytes   of all buffers bound to a dispatch, summed over dispatches: what kernels may read and write, so the
 *                memory traffic that is left on any hardware. A buffer that is read and written counts once.
 *   allocated    bytes of buffers created and not destroyed
 *   peak         the most of them at once since the last reading
 */
export interface Counts {
  readonly dispatches: number;
  readonly boundBytes: number;
  readonly allocatedBytes: number;
  readonly peakBytes: number;
}

/** Replaces a method by one that does something before or after it. */
function wrap<Owner extends object, Name extends keyof Owner>(prototype: Owner, name: Name, make: (original: Owner[Name]) => Owner[Name]): void {
  prototype[name] = make(prototype[name]);
}

function bytesOf({ resource }: GPUBindGroupEntry): number {
  if (typeof resource !== "object" || !("buffer" in resource)) return resource instanceof GPUBuffer ? resource.size : 0;
  return resource.size ?? resource.buffer.size - (resource.offset ?? 0);
}

/** @returns the counts so far, whenever it is called: a reading */
export function installGauge(): () => Counts {
  let [dispatches, boundBytes, allocatedBytes, peakBytes] = [0, 0, 0, 0];
  const sizes = new WeakMap<GPUBindGroup, number>();
  /** By the index of the group. */
  const bound = new WeakMap<GPUComputePassEncoder, number[]>();
  const alive = new WeakSet<GPUBuffer>();

  wrap(GPUDevice.prototype, "createBindGroup", (original) => function (this: GPUDevice, descriptor) {
    const group = original.call(this, descriptor);
    sizes.set(group, [...descriptor.entries].reduce((sum, entry) => sum + bytesOf(entry), 0));
    return group;
  });
  wrap(GPUDevice.prototype, "createBuffer", (original) => function (this: GPUDevice, descriptor) {
    const buffer = original.call(this, descriptor);
    alive.add(buffer);
    allocatedBytes += buffer.size;
    peakBytes = Math.max(peakBytes, allocatedBytes);
    return buffer;
  });
  wrap(GPUBuffer.prototype, "destroy", (original) => function (this: GPUBuffer) {
    if (alive.delete(this)) allocatedBytes -= this.size;
    return original.call(this);
  });
  wrap(GPUComputePassEncoder.prototype, "setBindGroup", (original) => function (this: GPUComputePassEncoder, ...given: unknown[]) {
    const [index, group] = given;
    const groups = bound.get(this) ?? [];
    bound.set(this, groups);
    groups[Number(index)] = group instanceof GPUBindGroup ? (sizes.get(group) ?? 0) : 0;
    return Reflect.apply(original, this, given);
  });
  wrap(GPUComputePassEncoder.prototype, "dispatchWorkgroups", (original) => function (this: GPUComputePassEncoder, ...counts) {
    dispatches++;
    boundBytes += (bound.get(this) ?? []).reduce((sum, bytes) => sum + bytes, 0);
    return original.apply(this, counts);
  });
  return () => {
    const counts = { dispatches, boundBytes, allocatedBytes, peakBytes };
    peakBytes = allocatedBytes;
    return counts;
  };
}
