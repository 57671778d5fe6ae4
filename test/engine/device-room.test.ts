import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { deviceRoom } from "../../src/engine/device-room.ts";

/** Buffers of at most 100 bytes. */
function createDevice(totalBytes: number) {
  let used = 0;
  let failed = false;
  const createBuffer = ({ size }: GPUBufferDescriptor) => {
    used += size;
    failed = used > totalBytes;
    return { destroy: () => void (used -= size) } as unknown as GPUBuffer; // in part
  };
  const device = {
    limits: { maxBufferSize: 100 },
    pushErrorScope: () => void (failed = false),
    popErrorScope: async () => (failed ? ({ message: "out of memory" } as GPUError) : null),
    createBuffer,
  };
  return { device, usedBytes: () => used };
}

beforeEach(() => void vi.stubGlobal("GPUBufferUsage", { STORAGE: 128 }));
afterEach(() => void vi.unstubAllGlobals());

it.each([
  { wantedBytes: 0, totalBytes: 50, room: Infinity },
  { wantedBytes: 250, totalBytes: 300, room: Infinity },
  { wantedBytes: 350, totalBytes: 300, room: 300 },
  { wantedBytes: 350, totalBytes: 299, room: 200 },
  { wantedBytes: 350, totalBytes: 0, room: 0 },
])("of $totalBytes bytes, $room are there for $wantedBytes", async ({ wantedBytes, totalBytes, room }) => {
  const { device, usedBytes } = createDevice(totalBytes);
  expect(await deviceRoom(device, wantedBytes)).toBe(room);
  expect(usedBytes()).toBe(0);
});
