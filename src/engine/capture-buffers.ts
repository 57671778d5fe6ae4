import { takeBestFit } from "./best-fit.ts";

/** Buffers of one program: handed out while it is recorded, reused within it, freed with it. */
export class ProgramBuffers {
  readonly #device: GPUDevice;
  readonly #all = new Set<GPUBuffer>();
  readonly #free: GPUBuffer[] = [];
  /** Handed out and not given back; bytes as they were asked for. */
  readonly #live = new Map<GPUBuffer, number>();
  #liveBytes = 0;
  allocatedBytes = 0;
  /** The most bytes asked for at once. */
  peakBytes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** How many of the reusable buffers were not given back. */
  get liveCount(): number {
    return this.#live.size;
  }

  has(buffer: GPUBuffer): boolean {
    return this.#all.has(buffer);
  }

  /** The part that was asked for, where the buffer is an acquired one: shaders may ask for a binding's length. */
  bindingOf(buffer: GPUBuffer): GPUBufferBinding {
    const size = this.#live.get(buffer);
    return size === undefined ? { buffer } : { buffer, size };
  }

  /** A buffer that nobody else gets while the program lives: uniforms, constants, inputs. */
  create(size: number, usage: number, mappedAtCreation = false): GPUBuffer {
    const buffer = this.#device.createBuffer({ size, usage, mappedAtCreation });
    this.#all.add(buffer);
    this.allocatedBytes += size;
    this.#count(size);
    return buffer;
  }

  /** A buffer of at least this size; whatever it held before may still be in it. */
  acquire(size: number, usage: number): GPUBuffer {
    const reused = takeBestFit(this.#free, size, (buffer) => buffer.usage === usage);
    if (reused === undefined) {
      const created = this.create(size, usage);
      this.#live.set(created, size);
      return created;
    }
    this.#live.set(reused, size);
    this.#count(size);
    return reused;
  }

  /** Commands run in their order: those recorded from here on may overwrite the buffer. Others than acquired ones stay. */
  release(buffer: GPUBuffer): void {
    const bytes = this.#live.get(buffer);
    if (bytes === undefined) return;
    this.#live.delete(buffer);
    this.#liveBytes -= bytes;
    this.#free.push(buffer);
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy();
    this.#all.clear();
    this.#free.length = 0;
    this.#live.clear();
  }

  #count(bytes: number): void {
    this.#liveBytes += bytes;
    this.peakBytes = Math.max(this.peakBytes, this.#liveBytes);
  }
}
