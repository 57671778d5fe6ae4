/**
 * Records what a step tells the device, without doing it.
 *
 * The step runs through tfjs as ever, but the encoder it writes to only takes notes, and the buffers it gets belong to
 * the recording. What a replay needs decides the rules:
 * - Uniforms and constants are written when they are made, so their buffers are never handed out again; all others are
 *   reused as soon as their tensor is disposed, since the device runs commands in their order.
 * - Constants that are all zero become a command that clears: kernels accumulate into such buffers.
 * - Tensors from outside are uploaded through tfjs's own pool, to which their buffers belong.
 * - Variables are written in place: `assign` would give them another buffer than the one that all commands know.
 */
import { checksum } from "../base/checksum.ts";
import { ProgramBuffers } from "./capture-buffers.ts";
import { type Command, createNotingEncoder } from "./capture-commands.ts";
import { replace } from "./replace.ts";
import { brokenRules } from "./step-rules.ts";
import * as tf from "./tf.ts";
import { bufferOf, type WebGpuBackend } from "./webgpu.ts";

/** The step does what a replay cannot repeat. */
export class NotCapturable extends Error {
  override readonly name = "NotCapturable";
}

export interface Recording {
  readonly commands: readonly Command[];
  /** The recording owns them. */
  readonly buffers: ProgramBuffers;
  /** What the step uploaded, one number an upload: two recordings of one step must agree. */
  readonly uploads: readonly number[];
}

const idOf = (dataId: object): number => ("id" in dataId && typeof dataId.id === "number" ? dataId.id : 0);

const allZero = (values: ArrayLike<number>): boolean => Array.prototype.every.call(values, (value) => value === 0);

/** An entry that binds a whole buffer binds as much as was asked for: a reused buffer may be larger. */
function exactly(entry: GPUBindGroupEntry, buffers: ProgramBuffers): GPUBindGroupEntry {
  const { resource } = entry;
  if (!("buffer" in resource) || resource.size !== undefined) return entry;
  return { ...entry, resource: { ...resource, ...buffers.bindingOf(resource.buffer) } };
}

/**
 * Runs `work` with everything it gives to the device noted instead of done.
 * @throws NotCapturable · whatever `work` throws; nothing is left behind then
 */
export function record(backend: WebGpuBackend, work: (buffers: ProgramBuffers) => void): Recording {
  const { device, queue, bufferManager: pool } = backend;
  const buffers = new ProgramBuffers(device);
  const commands: Command[] = [];
  const uploads: number[] = [];
  const firstId = backend.nextDataId();
  let notes = true;
  const problems: string[] = [];

  /** For what is done at once and not repeated. */
  function aside(task: () => void): void {
    const { commandEncoder, computePassEncoder } = backend;
    Object.assign(backend, { commandEncoder: null, computePassEncoder: null });
    notes = false;
    task();
    if (backend.commandEncoder !== null) backend.submitQueue();
    notes = true;
    Object.assign(backend, { commandEncoder, computePassEncoder });
  }

  const acquire = pool.acquireBuffer.bind(pool);
  const release = pool.releaseBuffer.bind(pool);
  const upload = backend.uploadToGPU.bind(backend);
  const createEncoder = device.createCommandEncoder.bind(device);
  const submit = queue.submit.bind(queue);
  const createBindGroup = device.createBindGroup.bind(device);

  function uploadNoted(dataId: object): void {
    const data = backend.tensorMap.get(dataId);
    // Absent or null: nothing on the device yet, nothing on the host.
    if (data.resource) return;
    if (idOf(dataId) < firstId) return aside(() => upload(dataId));
    if (!data.values) return upload(dataId);
    uploads.push(checksum(new Uint8Array(Float32Array.from(data.values).buffer)));
    if (!allZero(data.values)) return upload(dataId);
    data.values = null;
    upload(dataId);
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.commandEncoder?.clearBuffer(bufferOf(backend, dataId));
  }

  function refuse(what: string): never {
    problems.push(what);
    throw new NotCapturable(what);
  }
  const reading = () => refuse(brokenRules.reads);

  const restore = [
    replace(pool, "acquireBuffer", (size, usage, mapped = false, reuse = true) => {
      if (!notes) return acquire(size, usage, mapped, reuse);
      if (mapped || (usage & GPUBufferUsage.UNIFORM) !== 0) return buffers.create(size, usage, mapped);
      return buffers.acquire(size, usage);
    }),
    replace(pool, "releaseBuffer", (buffer, reuse = true) => {
      if (buffers.has(buffer)) return buffers.release(buffer);
      if (notes) problems.push(brokenRules.disposes);
      release(buffer, reuse);
    }),
    replace(backend, "uploadToGPU", uploadNoted),
    replace(backend, "read", reading),
    replace(backend, "readSync", reading),
    replace(backend, "commandQueueOwnedIds", { has: () => false, add: () => new WeakSet() }),
    replace(device, "createCommandEncoder", (descriptor) =>
      notes ? createNotingEncoder((command) => void commands.push(command)) : createEncoder(descriptor),
    ),
    replace(device, "createBindGroup", (descriptor) =>
      createBindGroup({ ...descriptor, entries: [...descriptor.entries].map((entry) => exactly(entry, buffers)) }),
    ),
    replace(queue, "submit", (submitted) => {
      if (!notes) submit(submitted);
    }),
    replace(tf.Variable.prototype, "assign", () => refuse(brokenRules.assigns)),
  ];
  try {
    work(buffers);
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.submitQueue();
    if (buffers.liveCount > 0) problems.push(brokenRules.keeps(buffers.liveCount));
    const [problem] = problems;
    if (problem !== undefined) throw new NotCapturable(problem);
  } catch (thrown) {
    Object.assign(backend, { commandEncoder: null, computePassEncoder: null });
    buffers.destroy();
    throw thrown;
  } finally {
    for (const undo of restore) undo();
  }
  return { commands, buffers, uploads };
}
