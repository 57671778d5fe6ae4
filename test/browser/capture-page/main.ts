/** A page that captures steps and trainings on the browser's WebGPU. */
import { createDistillation, type DistillationSettings } from "../../../src/distill/training.ts";
import { openBackend } from "../../../src/engine/backend.ts";
import { createCapturedProgram } from "../../../src/engine/captured-program.ts";
import { onLost } from "../../../src/engine/device-loss.ts";
import { engineMemory, freeUnused } from "../../../src/engine/memory.ts";
import type { Step } from "../../../src/engine/program.ts";
import { NotCapturable } from "../../../src/engine/recording.ts";
import * as tf from "../../../src/engine/tf.ts";
import { webgpuBackend, type WebGpuBackend } from "../../../src/engine/webgpu.ts";
import { createForwardPass } from "../../../src/evaluate/forward-pass.ts";
import { disposeParameters, toTensors } from "../../../src/model/parameters.ts";
import { createCache, createRecipe, createSettings, createStudent } from "../../distill/family.ts";

type Callable = (...given: unknown[]) => unknown;

const warnings: string[] = [];
console.warn = (...words) => void warnings.push(words.join(" "));

function backend(): WebGpuBackend {
  const current = webgpuBackend();
  if (current === null) throw new Error("WebGPU is not open");
  return current;
}

const numbers = (...data: number[]) => ({ shape: [data.length] as [number], data: Float32Array.from(data) });
type Numbers = { readonly x: ReturnType<typeof numbers> };

/** A step of no training: variables w ← w + x in place would need a kernel, so its state is the input alone. */
const squares: Step<Numbers> = ({ x }) => tf.sum(tf.square(tf.add(x, 1)), 0, true);

const captured = (step: Step<Numbers>) => createCapturedProgram(backend(), step, { x: numbers(0, 0) }, () => {});

async function outcome(step: Step<Numbers>): Promise<string> {
  const before = tf.memory().numTensors;
  try {
    (await captured(step)).dispose();
    return "captured";
  } catch (thrown) {
    if (!(thrown instanceof NotCapturable)) throw thrown;
    const left = tf.memory().numTensors - before;
    return left === 0 ? thrown.message : `${thrown.message}, and left ${left} tensors`;
  }
}

/** Runs a task with every capture refused, so that steps run through tfjs: nothing can be made while one is recorded. */
async function eagerly<T>(task: () => Promise<T>): Promise<T> {
  const current = backend();
  const make: Callable = Reflect.get(current, "makeTensorInfo");
  const refuse = (...given: unknown[]): unknown => {
    const isRecorded = Object.hasOwn(current.device, "createCommandEncoder"); // the recorder's own
    if (isRecorded) throw new NotCapturable("asked for");
    return Reflect.apply(make, current, given);
  };
  Reflect.set(current, "makeTensorInfo", refuse);
  try {
    return await task();
  } finally {
    Reflect.deleteProperty(current, "makeTensorInfo");
  }
}

const cache = createCache();

/** @param stops steps at which the training is dropped and resumed from its checkpoint */
async function lossesOf(stepsPerStage: number, stops: readonly number[] = []): Promise<number[]> {
  const schedule = { transferStepsPerLayer: stepsPerStage, distillationSteps: stepsPerStage, optimiser: "lamb" } as const;
  // Another width and other heads than the teacher's: with projectors.
  const student = createStudent(8, 2);
  const change: Partial<DistillationSettings> = { recipe: createRecipe(schedule, { kind: "regular" }), student, cache };
  const settings = createSettings(change);
  const losses: number[] = [];
  let training = await createDistillation(settings);
  let step = 0;
  for (const stop of [...stops, Infinity]) {
    for (let done = false; !done && step < stop; ) {
      // To the end in one go, or step by step to the stop.
      const progress = await training.advance(stop === Infinity ? 1e6 : 0);
      losses.push(...progress.points.map(({ loss }) => loss));
      ({ done, step } = progress);
    }
    if (stop === Infinity) break;
    const checkpoint = await training.checkpoint();
    training.dispose();
    training = await createDistillation({ ...settings, checkpoint });
  }
  training.dispose();
  disposeParameters(settings.teacher.parameters);
  return losses;
}

const page = {
  open: async () => (await openBackend("webgpu", { gpu: navigator.gpu, isolated: false, wasmPaths: "" })).adapter,

  takeWarnings: () => warnings.splice(0),
  losses: lossesOf,
  eagerLosses: (stepsPerStage: number) => eagerly(() => lossesOf(stepsPerStage)),

  /** Two runs with other work of tfjs in between. */
  async interleaved(): Promise<number[]> {
    const program = await captured(squares);
    const outputs: number[] = [];
    for (const x of [numbers(0, 1), numbers(2, 3), numbers(4, 5)]) {
      program.run({ x });
      const other = tf.tidy(() => tf.square(tf.add(tf.ones([1000]), 5)));
      outputs.push(...(await program.read()), (await other.data())[0] ?? Number.NaN);
      other.dispose();
    }
    program.dispose();
    return outputs;
  },

  /** Reads under way while the program goes on. */
  async readBehind(): Promise<number[]> {
    const program = await captured(squares);
    const reads: Promise<Float32Array>[] = [];
    for (let i = 0; i < 4; i++) {
      program.run({ x: numbers(i, 0) });
      reads.push(program.read());
    }
    const outputs = (await Promise.all(reads)).map(([value]) => value ?? Number.NaN);
    program.dispose();
    return outputs;
  },

  /** Sums into zeros that the step makes: a replay must find them cleared. */
  async accumulated(): Promise<number[]> {
    const ids = tf.tensor1d([0, 0], "int32");
    const program = await captured(({ x }) => tf.add(tf.unsortedSegmentSum(x, ids, 2), tf.zeros([2])));
    const outputs: number[] = [];
    for (let i = 0; i < 3; i++) {
      program.run({ x: numbers(1, 2) });
      outputs.push(...(await program.read()));
    }
    program.dispose();
    ids.dispose();
    return outputs;
  },

  /** Tensors, bytes used and bytes allocated before, and after each of three programs in sequence. */
  async ownership(): Promise<number[][]> {
    const taken = () => [tf.memory().numTensors, engineMemory().liveBytes, engineMemory().allocatedBytes];
    const states = [taken()];
    for (let i = 0; i < 3; i++) {
      const program = await captured(({ x }) => tf.sum(tf.matMul(tf.outerProduct(x, x), tf.ones([2, 2]))));
      program.run({ x: numbers(1, 2) });
      await program.read();
      program.dispose();
      states.push(taken());
    }
    return states;
  },

  /** After a tensor of 4000 bytes came and went: bytes that nobody uses, before they are freed and after; and what is computed then. */
  async unused(): Promise<{ before: number; after: number; sum: number }> {
    const sum = async () => {
      const result = tf.tidy(() => tf.sum(tf.square(tf.add(tf.ones([1000]), 1))));
      const [value = Number.NaN] = await result.data();
      result.dispose();
      return value;
    };
    const unusedBytes = () => engineMemory().allocatedBytes - engineMemory().liveBytes;
    await sum();
    const before = unusedBytes();
    freeUnused();
    return { before, after: unusedBytes(), sum: await sum() };
  },

  async refusals() {
    const kept: tf.Tensor[] = [];
    const variable = tf.variable(tf.tensor1d([1, 2]), true, "of the page");
    const outside = tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1));
    let runs = 0;
    const said = {
      reads: await outcome(({ x }) => {
        void tf.add(x, 1).data().catch(() => {});
        return x;
      }),
      assigns: await outcome(({ x }) => {
        variable.assign(x);
        return tf.add(x, 1);
      }),
      uploads: await outcome(({ x }) => tf.mul(x, tf.tensor1d([++runs, 2]))),
      disposes: await outcome(({ x }) => {
        outside.dispose();
        return tf.add(x, 1);
      }),
      keeps: await outcome(({ x }) => {
        const tensor = tf.keep(tf.add(x, 1));
        kept.push(tensor);
        return tf.add(tensor, 1);
      }),
      nothing: await outcome(squares),
    };
    variable.dispose();
    return said;
  },

  /** Captures on a device that says it has no room: what is thrown, and how many tensors are left. */
  async noRoom() {
    const { device } = backend();
    const before = engineMemory();
    Reflect.set(device, "popErrorScope", async () => new GPUOutOfMemoryError("no room"));
    try {
      return await captured(squares).then(() => "captured", String);
    } finally {
      Reflect.deleteProperty(device, "popErrorScope");
      if (engineMemory().allocatedBytes !== before.allocatedBytes) throw new Error("buffers are left");
    }
  },

  /** The same pass captured and through tfjs: the largest difference of their results. */
  async forwardDifference(): Promise<number> {
    const network = createStudent(16, 2);
    const parameters = toTensors(network.initialise(3));
    const pass = await createForwardPass(network, parameters, { batchSize: 2, sequenceLength: 8 });
    pass.run();
    pass.run();
    const replayed = await pass.settle();
    pass.dispose();
    const eager = await eagerly(() => createForwardPass(network, parameters, { batchSize: 2, sequenceLength: 8 }));
    eager.run();
    const expected = await eager.settle();
    eager.dispose();
    disposeParameters(parameters);
    return Math.max(...expected.map((value, i) => Math.abs(value - (replayed[i] ?? Number.NaN))));
  },

  /** Milliseconds of ten runs by the device's own clock, which the adapter may not have, and by the host's. */
  async times() {
    const program = await captured(squares);
    program.run({ x: numbers(1, 2) });
    await program.read();
    const startedAt = performance.now();
    const deviceMs = await program.deviceMs(10);
    const hostMs = performance.now() - startedAt;
    program.dispose();
    return { deviceMs, hostMs, hasClock: backend().device.features.has("timestamp-query") };
  },

  /** Destroys the device: what a read says, and after how many milliseconds it and the callback came. The last thing to ask. */
  async lose() {
    const program = await captured(squares);
    const startedAt = performance.now();
    const heard = new Promise<string>((resolve) => onLost((lost) => resolve(lost.name)));
    program.run({ x: numbers(1, 1) });
    const reading = program.read().then(() => "read", (thrown) => String(thrown));
    backend().device.destroy();
    const later = (async () => {
      program.run({ x: numbers(1, 1) });
      return program.read();
    })().then(() => "read", (thrown) => String(thrown));
    return { said: [await reading, await later, await heard], ms: performance.now() - startedAt };
  },
};
export type CapturePage = typeof page;

declare global {
  var captures: CapturePage | undefined;
}
globalThis.captures = page;
