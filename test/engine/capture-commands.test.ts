import { expect, it } from "vitest";
import { type Command, encode, lastPassStart } from "../../src/engine/capture-commands.ts";

const dispatch = { kind: "dispatch", pipeline: "pipeline", group: "group", x: 1, y: 1, z: 1 } as unknown as Command; // in part
const clear = { kind: "clear", buffer: "buffer", offset: 0, size: 4 } as unknown as Command; // in part

/** A device whose encoder writes down what it is asked for. */
function createDevice() {
  const log: string[] = [];
  const pass = {
    setPipeline: () => void log.push("pipeline"),
    setBindGroup: () => {},
    dispatchWorkgroups: () => void log.push("dispatch"),
    end: () => void log.push("end"),
  };
  const encoder = {
    beginComputePass: (descriptor: GPUComputePassDescriptor) => {
      log.push(descriptor.timestampWrites === undefined ? "pass" : "timed pass");
      return pass;
    },
    clearBuffer: () => void log.push("clear"),
    finish: () => ({}),
  };
  return { device: { createCommandEncoder: () => encoder } as unknown as GPUDevice, log }; // in part
}

it("encodes dispatches in one pass, and what is no dispatch between passes", () => {
  const { device, log } = createDevice();
  encode(device, [clear, dispatch, dispatch, clear, dispatch], 0, 5);
  expect(log).toEqual(["clear", "pass", "pipeline", "dispatch", "dispatch", "end", "clear", "pass", "pipeline", "dispatch", "end"]);
});

it("encodes a part alone", () => {
  const { device, log } = createDevice();
  encode(device, [clear, dispatch, dispatch, clear, dispatch], 2, 4);
  expect(log).toEqual(["pass", "pipeline", "dispatch", "end", "clear"]);
});

it("times the passes it is asked to", () => {
  const { device, log } = createDevice();
  const querySet = {} as GPUQuerySet;
  encode(device, [dispatch, clear, dispatch], 0, 3, (first) => (first === 2 ? { querySet } : undefined));
  expect(log.filter((entry) => entry.endsWith("pass"))).toEqual(["pass", "timed pass"]);
});

it.each([
  { commands: [dispatch, dispatch], start: 0 },
  { commands: [dispatch, clear, dispatch, dispatch], start: 2 },
  { commands: [dispatch, clear, dispatch, clear], start: 2 },
])("finds where the last pass begins: $start", ({ commands, start }) => {
  expect(lastPassStart(commands)).toBe(start);
});
