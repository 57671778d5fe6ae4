import { describe, expect, it, vi } from "vitest";
import { ProgramBuffers } from "../../src/engine/capture-buffers.ts";

/** Usages, which only have to differ. */
const storage = 128;
const uniform = 64;

function start() {
  const destroy = vi.fn();
  const createBuffer = ({ size, usage }: GPUBufferDescriptor) => ({ size, usage, destroy }) as unknown as GPUBuffer; // in part
  const buffers = new ProgramBuffers({ createBuffer } as unknown as GPUDevice); // in part
  return { buffers, destroy };
}

describe("a program's buffers", () => {
  it("are handed out again once they are given back, the smallest that is large enough", () => {
    const { buffers } = start();
    const [large, small] = [buffers.acquire(150, storage), buffers.acquire(100, storage)];
    expect(buffers.liveCount).toBe(2);
    buffers.release(large);
    buffers.release(small);
    expect(buffers.acquire(90, storage)).toBe(small);
    expect(buffers.acquire(90, storage)).toBe(large);
    expect(buffers.allocatedBytes).toBe(250);
  });

  it("are not handed out again for another use, nor where most of it would be idle", () => {
    const { buffers } = start();
    const given = buffers.acquire(100, storage);
    buffers.release(given);
    expect(buffers.acquire(100, uniform)).not.toBe(given);
    expect(buffers.acquire(49, storage)).not.toBe(given);
    expect(buffers.acquire(50, storage)).toBe(given);
  });

  it("bind as much as was asked for", () => {
    const { buffers } = start();
    const given = buffers.acquire(100, storage);
    buffers.release(given);
    expect(buffers.bindingOf(buffers.acquire(60, storage))).toEqual({ buffer: given, size: 60 });
    const created = buffers.create(8, uniform);
    expect(buffers.bindingOf(created)).toEqual({ buffer: created });
  });

  it("stay with their tensor where their numbers are written once", () => {
    const { buffers } = start();
    const created = buffers.create(8, storage);
    buffers.release(created);
    expect(buffers.acquire(8, storage)).not.toBe(created);
  });

  it("count what was asked for at once at most, and go together", () => {
    const { buffers, destroy } = start();
    buffers.create(10, uniform);
    const first = buffers.acquire(100, storage);
    buffers.acquire(50, storage);
    buffers.release(first);
    buffers.acquire(80, storage);
    expect(buffers.peakBytes).toBe(160);
    expect(buffers.allocatedBytes).toBe(160);
    buffers.destroy();
    expect(destroy).toHaveBeenCalledTimes(3);
    expect(buffers.has(first)).toBe(false);
  });
});
