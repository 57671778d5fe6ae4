/** A step recorded on wasm and replayed kernel by kernel. */
import { createEagerProgram } from "./eager-program.ts";
import { type Inputs, placed, type Program, type Step, tensorsOf, type TensorsOf } from "./program.ts";
import { brokenRules, warnOfUncaptured } from "./step-rules.ts";
import * as tf from "./tf.ts";
import type { WasmBackend } from "./wasm.ts";
import { recordWasm, type WasmRecording } from "./wasm-recording.ts";

/**
 * Records the first two runs, and replays from the third on where they agree: numbers that a step makes up anew at each
 * run are told from its constants by that. A step that cannot be replayed runs through tfjs for good.
 * @throws Diverged by `run` where WebAssembly has no room for the step
 */
export function createWasmProgram<I extends Inputs>(backend: WasmBackend, step: Step<I>): Program<I> {
  let tensors: TensorsOf<I> | undefined;
  /** Where their numbers lie. */
  const slots = new Map<string, { readonly dataId: tf.Tensor["dataId"]; readonly length: number }>();
  let recording: WasmRecording | undefined;
  let isChecked = false;
  let eager: Program<I> | undefined;
  /** Gives the last run's output, once. */
  let output: (() => unknown) | undefined;
  let outputId: tf.Tensor["dataId"] = {};

  /** @returns the step's inputs, which hold these numbers now */
  function writeInputs(inputs: I): TensorsOf<I> {
    if (tensors === undefined) {
      tensors = keptTensorsOf(inputs);
      for (const [name, { dataId, size }] of Object.entries<tf.Tensor>(tensors)) slots.set(name, { dataId, length: size });
      return tensors;
    }
    for (const { slot, data } of placed(inputs, slots)) {
      const { memoryOffset } = backend.dataIdMap.get(slot.dataId);
      backend.wasm.HEAPU8.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), memoryOffset);
    }
    return tensors;
  }

  function record(given: TensorsOf<I>): void {
    const before = recording?.uploads;
    recording?.dispose();
    const recorded = recordWasm(backend, () => tf.tidy(() => void (outputId = step(given).dataId)));
    // It may be given up with the recording.
    const numbers = backend.readSync(outputId);
    output = () => numbers;
    recording = recorded;
    isChecked = before !== undefined;
    const differ = isChecked && recorded.uploads.join() !== before?.join();
    const problem = recorded.problem ?? (differ ? brokenRules.uploads : undefined);
    if (problem === undefined) return;
    warnOfUncaptured(problem);
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
      const given = writeInputs(inputs);
      if (!isChecked || recording === undefined) return record(given);
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
      tf.dispose(Object.values(tensors ?? {}));
    },
  };
}

function keptTensorsOf<I extends Inputs>(inputs: I): TensorsOf<I> {
  const tensors = tensorsOf(inputs);
  for (const tensor of Object.values(tensors)) tf.keep(tensor);
  return tensors;
}
