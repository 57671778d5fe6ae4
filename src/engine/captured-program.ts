/** A step recorded once on WebGPU and replayed by the device alone. */
import { Diverged, Lost, messageOf } from "../base/errors.ts";
import { gigabytes } from "../base/gigabytes.ts";
import { type Command, encode } from "./capture-commands.ts";
import type { ProgramBuffers } from "./capture-buffers.ts";
import { deviceMs } from "./device-clock.ts";
import { type Inputs, placed, type Program, type Step, type TensorsOf } from "./program.ts";
import { compileAhead, type Compilation } from "./pipelines.ts";
import { createReadRing } from "./read-ring.ts";
import { NotCapturable, record } from "./recording.ts";
import { brokenRules } from "./step-rules.ts";
import * as tf from "./tf.ts";
import { bufferOf, flush, type WebGpuBackend } from "./webgpu.ts";

/** What a submit should take: browsers and systems reset a GPU that is busy for too long. */
const submitMs = 100;
/** Commands a submit may have as long as nobody knows how long they take. */
const firstSubmitCommands = 64;
const bytesPerNumber = 4;

/** Where an input lies on the device. */
interface Slot {
  readonly buffer: GPUBuffer;
  readonly length: number;
}

/** A step's commands, and the buffers by which the host talks to it. */
interface Captured {
  readonly commands: readonly Command[];
  readonly buffers: ProgramBuffers;
  readonly slots: ReadonlyMap<string, Slot>;
  readonly output: GPUBuffer;
  readonly outputBytes: number;
}

const slotUsage = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/** Tensors over the slots' buffers, which tfjs does not free with them. */
function slotTensors<I extends Inputs>(inputs: I, slots: ReadonlyMap<string, Slot>): TensorsOf<I> {
  const entries = Object.entries(inputs).map(([name, { shape, data }]) => {
    const buffer = slots.get(name)?.buffer;
    if (buffer === undefined) throw new Error(`no slot for the input: ${name}`);
    return [name, tf.tensor({ buffer, zeroCopy: true }, [...shape], data instanceof Int32Array ? "int32" : "float32")];
  });
  return Object.fromEntries(entries) as TensorsOf<I>; // the same names, and ranks by the shapes' lengths
}

/** Runs the step under the recorder, with inputs whose numbers do not matter. */
function recordStep<I extends Inputs>(backend: WebGpuBackend, step: Step<I>, inputs: I) {
  const slots = new Map<string, Slot>();
  let output: GPUBuffer | undefined;
  let outputBytes = 0;
  const recording = record(backend, (buffers) => {
    for (const [name, { data }] of Object.entries(inputs)) {
      slots.set(name, { buffer: buffers.create(data.length * bytesPerNumber, slotUsage()), length: data.length });
    }
    tf.tidy(() => {
      const result = step(slotTensors(inputs, slots));
      if (result.dtype !== "float32") throw new NotCapturable(`a step's output must be float32, got ${result.dtype}`);
      // Nothing is recorded after the step, so nothing overwrites what is given back here.
      output = bufferOf(backend, result.dataId);
      outputBytes = result.size * bytesPerNumber;
    });
  });
  if (output === undefined) throw new Error("the step gave no output");
  return { recording, captured: { ...recording, slots, output, outputBytes } satisfies Captured };
}

/**
 * Records a step; the device does nothing yet. It is recorded twice: the first time starts compiling all its pipelines
 * at once, and tells numbers that the step makes up anew at each run from its constants.
 * @param inputs in the shapes they will have
 * @throws NotCapturable when the step does what a replay cannot repeat · Diverged when the device has no room for it
 */
export async function createCapturedProgram<I extends Inputs>(
  backend: WebGpuBackend,
  step: Step<I>,
  inputs: I,
  onProgress: (state: Compilation) => void,
): Promise<Program<I>> {
  flush(backend);
  const trial = await compileAhead(backend, () => recordStep(backend, step, inputs).recording, onProgress);
  trial.buffers.destroy();
  flush(backend);
  const { result: { recording, captured }, fits } = await withinMemory(backend.device, () => recordStep(backend, step, inputs));
  if (!fits) {
    captured.buffers.destroy();
    throw new Diverged(`the GPU has no room for its training: a step takes ${gigabytes(captured.buffers.allocatedBytes)} beside the parameters`);
  }
  if (recording.uploads.join() !== trial.uploads.join()) {
    captured.buffers.destroy();
    throw new NotCapturable(brokenRules.uploads);
  }
  return createReplayed(backend, captured);
}

/** Runs `work`, and tells whether the device had room for all the buffers it created. */
async function withinMemory<T>(device: GPUDevice, work: () => T): Promise<{ result: T; fits: boolean }> {
  device.pushErrorScope("out-of-memory");
  let result: T;
  let problem: Promise<GPUError | null>;
  try {
    result = work();
  } finally {
    problem = device.popErrorScope();
  }
  return { result, fits: (await problem) === null };
}

function createReplayed<I extends Inputs>(backend: WebGpuBackend, captured: Captured): Program<I> {
  const { device, queue, bufferManager: pool } = backend;
  const { commands, buffers, slots, output, outputBytes } = captured;
  const ring = createReadRing(device, output, outputBytes);
  const account = (sign: 1 | -1) => {
    pool.numBytesAllocated += sign * buffers.allocatedBytes;
    pool.numBytesUsed += sign * buffers.peakBytes;
  };
  account(1);

  let commandsPerSubmit = Math.min(commands.length, firstSubmitCommands);
  let isTimed = false;
  let unread = false;

  function writeInputs(inputs: I): void {
    for (const { slot, data } of placed(inputs, slots)) {
      // SharedArrayBuffers do not come here: batches and targets are made by this realm.
      queue.writeBuffer(slot.buffer, 0, data as typeof data & { buffer: ArrayBuffer });
    }
  }

  /** How long the device takes for a run, seen from here, decides how many commands a submit may have. */
  function timeRun(): void {
    if (isTimed) return;
    isTimed = true;
    const startedAt = tf.util.now();
    const finished = () => {
      const runMs = tf.util.now() - startedAt;
      const submits = Math.min(commands.length, Math.max(1, Math.ceil(runMs / submitMs)));
      commandsPerSubmit = Math.ceil(commands.length / submits);
      isTimed = false;
    };
    // A device that is lost is noticed by those who read.
    void queue.onSubmittedWorkDone().then(finished, () => {});
  }

  return {
    run(inputs) {
      flush(backend);
      writeInputs(inputs);
      for (let from = 0; from < commands.length; from += commandsPerSubmit) {
        queue.submit([encode(device, commands, from, Math.min(commands.length, from + commandsPerSubmit))]);
      }
      timeRun();
      unread = true;
    },
    async read() {
      if (!unread) throw new Error("there is no output to read: the program has not run since the last read");
      unread = false;
      return ring.read();
    },
    async deviceMs(runs) {
      try {
        return await deviceMs(device, commands, runs, commandsPerSubmit);
      } catch (thrown) {
        throw new Lost(`the GPU was lost: ${messageOf(thrown)}`);
      }
    },
    dispose() {
      account(-1);
      ring.destroy();
      buffers.destroy();
    },
  };
}
