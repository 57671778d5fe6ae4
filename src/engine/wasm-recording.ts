/**
 * Records which kernels of tfjs a step calls on wasm, and calls them again without the rest of tfjs: scopes, tensors,
 * tapes and memory taken anew take as long there as a small student's arithmetic, and leave garbage behind.
 *
 * The step is done while it is recorded. What a replay needs decides the rules:
 * - Outputs of kernels lie in memory of the recording, which is reused as soon as nothing shares them: a replay writes
 *   them in the same order. Their ids stay known to the backend for as long as the recording lives.
 * - Constants keep memory of their own, and are not written again. Zeros are cleared: a step may add to them.
 * - A kernel gets a backend that hands out, one after another, the outputs it made when it was recorded.
 */
import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { checksum } from "../base/checksum.ts";
import { sizeOf } from "../base/tensors.ts";
import { replace } from "./replace.ts";
import { brokenRules } from "./step-rules.ts";
import * as tf from "./tf.ts";
import type { WasmBackend } from "./wasm.ts";
import { type Block, ProgramMemory } from "./wasm-memory.ts";

type DataId = TensorInfo["dataId"];
type KernelCall = Parameters<KernelFunc>[0];

export interface WasmRecording {
  /** Does the step's work again, on what its inputs hold now. */
  replay(): void;
  /** What the step uploaded, one number an upload: two recordings of one step must agree. */
  readonly uploads: readonly number[];
  /** What a replay could not repeat; undefined where it can repeat all. */
  readonly problem: string | undefined;
  dispose(): void;
}

/** Work of the recording that is under way. */
let current: (() => void)[] | undefined;

/** Does work on the numbers of tensors that is no kernel's, and has it done again at every replay. */
export function repeatedly(work: () => void): void {
  current?.push(work);
  work();
}

const listOf = (tensors: TensorInfo | readonly TensorInfo[] | undefined): readonly TensorInfo[] => [tensors ?? []].flat();
const infoOf = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => ({ dataId, shape, dtype });

/** The same call with nothing but what kernels read, so that the step's tensors can go. */
function withoutTensors({ inputs, attrs }: KernelCall, backend: WasmBackend): KernelCall {
  const entries = Object.entries(inputs).map(([name, given]) => [name, Array.isArray(given) ? given.map(infoOf) : given && infoOf(given)] as const);
  // Kernels that take any number of tensors are given a list.
  const infos = Array.isArray(inputs) ? entries.map(([, info]) => info) : Object.fromEntries(entries);
  return { inputs: infos as KernelCall["inputs"], ...(attrs && { attrs }), backend };
}

/**
 * Runs `work`, which must free all tensors that it makes.
 * @throws whatever `work` throws · Diverged where there is no room; nothing is left behind then
 */
export function recordWasm(backend: WasmBackend, work: () => void): WasmRecording {
  const memory = new ProgramMemory(backend);
  /** All that the step made, and where; constants have memory of the backend's. */
  const made = new Map<DataId, Block | null>();
  const alive = new Set<DataId>();
  const outputs: DataId[] = [];
  const repeated: (() => void)[] = [];
  const uploads: number[] = [];
  /** Whether each still is what was uploaded. */
  const constants: (() => boolean)[] = [];
  const problems: string[] = [];
  let inKernel = false;

  /** One reference is the recording's: what the step frees stays known to the backend. */
  function hold(dataId: DataId, block: Block | null): void {
    backend.incRef(dataId);
    made.set(dataId, block);
    alive.add(dataId);
  }

  const write = backend.write.bind(backend);
  const readSync = backend.readSync.bind(backend);
  const disposeData = backend.disposeData.bind(backend);
  const { assign } = tf.Variable.prototype;

  /** What kernels are given while they are recorded. */
  const noting: WasmBackend = Object.assign(Object.create(backend) as WasmBackend, {
    makeOutput(shape, dtype, memoryOffset, values) {
      if ((memoryOffset ?? values ?? null) !== null) {
        problems.push("a step must not use kernels whose outputs' shapes depend on numbers");
        return backend.makeOutput(shape, dtype, memoryOffset, values);
      }
      const block = memory.acquire(sizeOf(shape) * tf.util.bytesPerElement(dtype));
      const output = backend.makeOutput(shape, dtype, block.at);
      hold(output.dataId, block);
      outputs.push(output.dataId);
      return output;
    },
  } satisfies Partial<WasmBackend>);

  let next = 0;
  /** What kernels are given at a replay. */
  const replaying: WasmBackend = Object.assign(Object.create(backend) as WasmBackend, {
    makeOutput(shape, dtype) {
      const dataId = outputs[next++];
      if (dataId === undefined) throw new Error("a kernel made more outputs at a replay than when it was recorded");
      return { dataId, shape: [...shape], dtype };
    },
    incRef: () => {},
    disposeData: () => true,
  } satisfies Partial<WasmBackend>);

  const noted = (kernelFunc: KernelFunc): KernelFunc => (call) => {
    // Of a kernel that calls others, all that they do belongs to it.
    if (inKernel) {
      if (call.backend !== noting) throw new Error("a kernel must give other kernels the backend that it was given itself");
      return kernelFunc(call);
    }
    const madeBefore = outputs.length;
    inKernel = true;
    let result: ReturnType<KernelFunc>;
    try {
      result = kernelFunc({ ...call, backend: noting });
    } finally {
      inKernel = false;
    }
    // One that made nothing and gives its input back, under another shape, has nothing to repeat.
    const given = new Set(Object.values(call.inputs).flatMap(listOf).map(({ dataId }) => dataId));
    if (outputs.length > madeBefore || !listOf(result).every(({ dataId }) => given.has(dataId))) {
      const again = withoutTensors(call, replaying);
      repeated.push(() => void kernelFunc(again));
    }
    return result;
  };

  const kernels = tf.getKernelsForBackend("wasm");
  const restore = [
    ...kernels.map((kernel) => replace(kernel, "kernelFunc", noted(kernel.kernelFunc))),
    replace(backend, "write", (values, shape, dtype) => {
      const dataId = write(values, shape, dtype);
      hold(dataId, null);
      if (!ArrayBuffer.isView(values)) return dataId;
      const { memoryOffset } = backend.dataIdMap.get(dataId);
      const bytes = () => backend.wasm.HEAPU8.subarray(memoryOffset, memoryOffset + values.byteLength);
      const uploaded = checksum(bytes());
      uploads.push(uploaded);
      if (bytes().every((byte) => byte === 0)) repeated.push(() => void bytes().fill(0));
      else constants.push(() => checksum(bytes()) === uploaded);
      return dataId;
    }),
    replace(backend, "readSync", (dataId, start, end) => {
      if (!inKernel) problems.push(brokenRules.reads);
      return readSync(dataId, start, end);
    }),
    replace(backend, "disposeData", (dataId, force = false) => {
      const block = made.get(dataId);
      if (block === undefined) {
        const gone = disposeData(dataId, force);
        if (gone) problems.push(brokenRules.disposes);
        return gone;
      }
      const data = backend.dataIdMap.get(dataId);
      data.refCount--;
      if (!force && data.refCount > 1) return false;
      alive.delete(dataId);
      if (block !== null) memory.release(block);
      return true;
    }),
    replace(tf.Variable.prototype, "assign", function (this: tf.Variable, value: tf.Tensor) {
      problems.push(brokenRules.assigns);
      assign.call(this, value);
    }),
  ];

  function dispose(): void {
    for (const [dataId, block] of made) {
      if (alive.has(dataId)) {
        // Somebody still has it: it is theirs from here on.
        if (block !== null) memory.leave(block);
        backend.dataIdMap.get(dataId).refCount--;
      } else if (block === null) {
        backend.disposeData(dataId, true);
      } else {
        backend.wasm.tfjs.disposeData(backend.dataIdMap.get(dataId).id);
        backend.dataIdMap.delete(dataId);
      }
    }
    memory.dispose();
  }

  current = repeated;
  let failed = true;
  try {
    work();
    failed = false;
  } finally {
    current = undefined;
    for (const undo of restore) undo();
    if (failed) dispose();
  }
  if (!constants.every((isUnchanged) => isUnchanged())) problems.push(brokenRules.overwrites);
  if (alive.size > 0) problems.push(brokenRules.keeps(alive.size));
  return {
    replay() {
      next = 0;
      for (const again of repeated) again();
    },
    uploads,
    problem: problems[0],
    dispose,
  };
}
