import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { capture } from "../../src/engine/capture.ts";
import { heapOf } from "../../src/engine/kernels/heap.ts";
import type { Program } from "../../src/engine/program.ts";
import * as tf from "../../src/engine/tf.ts";
import { programBytes } from "../../src/engine/wasm-memory.ts";
import { repeatedly } from "../../src/engine/wasm-recording.ts";
import { startBackend } from "../suites/backend.ts";

const given = (...x: number[]) => ({ x: { shape: [x.length] as const, data: Float32Array.from(x) } });
type Given = ReturnType<typeof given>;

/** What all of it holds: tensors, their numbers, the backend's ids, memory of programs. */
const held = () => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes, ids: tf.backend().numDataIds(), programBytes: programBytes() };
};

/** In the tensor's own memory. */
function add(tensor: tf.Tensor, summand: number): void {
  const numbers = heapOf(tf.backend()).floats(tensor);
  numbers.set(numbers.map((number) => number + summand));
}

async function outputs(program: Program<Given>, ...runs: readonly Given[]): Promise<number[][]> {
  const read = [];
  for (const inputs of runs) {
    program.run(inputs);
    read.push([...(await program.read())]);
  }
  return read;
}

let warnings: string[] = [];
beforeAll(() => startBackend("wasm"));
beforeEach(() => {
  warnings = [];
  vi.spyOn(console, "warn").mockImplementation((text: string) => void warnings.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a program on wasm", () => {
  it("does its step again on the inputs of each run, other work between", async () => {
    const step = vi.fn(({ x }: { x: tf.Tensor1D }) => tf.square(tf.add(x, tf.tensor1d([1, 2]))));
    const program = await capture<Given>(step, given(0, 0));
    for (let i = 0; i < 5; i++) {
      expect(await outputs(program, given(i, -i))).toEqual([[(i + 1) ** 2, (2 - i) ** 2]]);
      tf.tidy(() => void tf.add(tf.ones([2]), 41));
    }
    expect(step).toHaveBeenCalledTimes(2);
    expect(warnings).toEqual([]);
    program.dispose();
  });

  it("gives a run's output once, whatever runs follow", async () => {
    const program = await capture<Given>(({ x }) => tf.neg(x), given(0));
    await expect(program.read()).rejects.toThrow("there is no output to read");
    const reads = [1, 2, 3, 4].map((value) => {
      program.run(given(value));
      return program.read();
    });
    expect((await Promise.all(reads)).map(([value]) => value)).toEqual([-1, -2, -3, -4]);
    await expect(program.read()).rejects.toThrow("there is no output to read");
    program.dispose();
  });

  it("reuses memory within a step, and gives all of it back", async () => {
    const before = held();
    const many = (value: number) => given(...Array.from({ length: 1000 }, () => value));
    // Ten results of 4000 bytes, two of which are alive at a time.
    const program = await capture<Given>(({ x }) => {
      let y: tf.Tensor = tf.add(x, tf.ones([1000]));
      for (let i = 0; i < 9; i++) {
        const twice = tf.mul(y, 2);
        y.dispose();
        y = twice;
      }
      return y;
    }, many(1));
    const [, , third] = await outputs(program, many(1), many(2), many(3));
    expect(third?.[999]).toBe(4 * 2 ** 9);
    expect(programBytes() - before.programBytes).toBe(2 * 4000);
    program.dispose();
    expect(held()).toEqual(before);
  });

  it("writes the variables that its step writes in place, as captured steps elsewhere", async () => {
    const total = tf.tidy(() => tf.variable(tf.tensor1d([0])));
    const program = await capture<Given>(({ x }) => tf.add(total, x), given(0));
    expect(await outputs(program, given(1), given(2), given(3))).toEqual([[1], [2], [3]]);
    program.dispose();
    expect([...(await total.data())]).toEqual([0]);
    total.dispose();
  });

  it("finds zeros where it makes zeros", async () => {
    const program = await capture<Given>(({ x }) => {
      const sum = tf.zeros([1]);
      repeatedly(() => add(sum, 5));
      return tf.add(sum, x);
    }, given(0));
    expect(await outputs(program, given(1), given(2), given(3))).toEqual([[6], [7], [8]]);
    program.dispose();
  });

  it("names the input that has another length, and does nothing", async () => {
    const program = await capture<Given>(({ x }) => tf.neg(x), given(0));
    program.run(given(1));
    expect(() => program.run(given(1, 2))).toThrow("the input x must have 1 numbers, got 2");
    program.dispose();
  });

  it("leaves nothing behind when its step fails", async () => {
    const before = held();
    const program = await capture<Given>(({ x }) => {
      const y = tf.neg(x);
      if (y.size === 1) throw new Error("as it is");
      return y;
    }, given(0));
    expect(() => program.run(given(1))).toThrow("as it is");
    program.dispose();
    expect(held()).toEqual(before);
  });
});

describe("a step that cannot be replayed", () => {
  const kept: tf.Tensor[] = [];
  let count = 0;
  const steps: Readonly<Record<string, { reason: string; step: (inputs: { x: tf.Tensor1D }) => tf.Tensor }>> = {
    reads: { reason: "a step that reads numbers back cannot be repeated", step: ({ x }) => tf.add(x, [...tf.backend().readSync(x.dataId)].map(() => 1)) },
    assigns: {
      reason: "a step must write variables in place, not assign to them",
      step: ({ x }) => {
        const variable = tf.variable(x);
        variable.assign(tf.add(x, 1));
        return variable;
      },
    },
    uploads: { reason: "a step must get numbers that change between runs as inputs, not upload them", step: ({ x }) => tf.add(x, tf.add(tf.scalar(count++), -count + 2)) },
    writes: {
      reason: "a step must not write into numbers that it uploads",
      step: ({ x }) => {
        const sum = tf.scalar(0.5);
        repeatedly(() => add(sum, 0.5));
        return tf.add(sum, x);
      },
    },
    keeps: {
      reason: "a step must not keep tensors: 1 are left",
      step: ({ x }) => {
        const y = tf.keep(tf.add(x, 1));
        kept.push(y);
        return tf.mul(y, 1);
      },
    },
    disposes: {
      reason: "a step must not dispose of tensors that it did not make",
      step: ({ x }) => {
        kept.pop()?.dispose();
        return tf.add(x, 1);
      },
    },
  };

  it.each(Object.entries(steps))("is run through tfjs, and %s with the right numbers all the same", async (name, { reason, step }) => {
    if (name === "disposes") kept.push(...[1, 2, 3, 4].map(() => tf.ones([3])));
    const program = await capture<Given>(step, given(0));
    expect(await outputs(program, given(1), given(2), given(3), given(4))).toEqual([[2], [3], [4], [5]]);
    expect(warnings).toEqual([`a step runs uncaptured, so slower: ${reason}`]);
    program.dispose();
    // What it kept is the caller's.
    const numbers = kept.splice(0).filter(({ size }) => size === 1);
    expect(await Promise.all(numbers.map(async (tensor) => (await tensor.data())[0]))).toEqual(name === "keeps" ? [2, 3, 4, 5] : []);
    tf.dispose(numbers);
    expect(programBytes()).toBe(0);
  });
});
