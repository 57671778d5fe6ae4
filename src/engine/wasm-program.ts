/** A step recorded on wasm and replayed kernel by kernel. */
import { createEagerProgram } from "./eager-program.ts";
import { type Inputs, type Program, type Step, tensorsOf, type TensorsOf } from "./program.ts";
import * as tf from "./tf.ts";
import type { WasmBackend } from "./wasm.ts";
import { recordWasm, type WasmRecording } from "./wasm-recording.ts";

/**
 * Records the first two runs, and replays from the third on where they agree: numbers that a step makes up anew at each
 * run are told from its constants by that. A step that cannot be replayed runs through tfjs for good.
 * @throws Diverged by `run` where WebAssembly has no room for the step
 */
export function createWasmProgram<I extends Inputs>(backend: WasmBackend, step: Step<I>): Program<I> {
  let slots: TensorsOf<I> | undefined;
  let recording: WasmRecording | undefined;
  let isChecked = false;
  let eager: Program<I> | undefined;
  /** Gives the last run's output, once. */
  let output: (() => unknown) | undefined;
  let outputId: tf.Tensor["dataId"] = {};

  function writeInputs(inputs: I): TensorsOf<I> {
    if (slots === undefined) return (slots = keptTensorsOf(inputs));
    const entries = Object.entries(inputs);
    if (entries.length !== Object.keys(slots).length) throw new Error(`a program of ${Object.keys(slots).length} inputs was given ${entries.length}`);
    for (const [name, { data }] of entries) {
      const slot: tf.Tensor | undefined = slots[name];
      if (slot?.size !== data.length) throw new Error(`the input ${name} must have ${slot?.size} numbers, got ${data.length}`);
      backend.wasm.HEAPU8.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), backend.dataIdMap.get(slot.dataId).memoryOffset);
    }
    return slots;
  }

  function record(tensors: TensorsOf<I>): void {
    const before = recording?.uploads;
    recording?.dispose();
    const recorded = recordWasm(backend, () => tf.tidy(() => void (outputId = step(tensors).dataId)));
    // It may be given up with the recording.
    const numbers = backend.readSync(outputId);
    output = () => numbers;
    recording = recorded;
    isChecked = before !== undefined;
    const differ = isChecked && recorded.uploads.join() !== before?.join();
    const problem = recorded.problem ?? (differ ? "a step must get numbers that change between runs as inputs, not upload them" : undefined);
    if (problem === undefined) return;
    console.warn(`a step runs uncaptured, so slower: ${problem}`);
    recorded.dispose();
    recording = undefined;
    eager = createEagerProgram(step);
  }

  return {
    run(inputs) {
      if (eager !== undefined) {
        output = undefined;
        return eager.run(inputs);
      }
      const tensors = writeInputs(inputs);
      if (!isChecked || recording === undefined) return record(tensors);
      recording.replay();
      output = () => backend.readSync(outputId);
    },
    async read() {
      if (output === undefined && eager !== undefined) return eager.read();
      const numbers = output?.();
      output = undefined;
      if (numbers instanceof Float32Array) return numbers;
      throw new Error(numbers === undefined ? "there is no output to read: the program has not run since the last read" : "a step's output must be float32");
    },
    deviceMs: async () => null,
    dispose() {
      recording?.dispose();
      eager?.dispose();
      if (slots !== undefined) tf.dispose(Object.values(slots));
    },
  };
}

function keptTensorsOf<I extends Inputs>(inputs: I): TensorsOf<I> {
  const tensors = tensorsOf(inputs);
  for (const tensor of Object.values(tensors)) tf.keep(tensor);
  return tensors;
}
