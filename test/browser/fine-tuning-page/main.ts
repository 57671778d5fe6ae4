/** A page that fine-tunes a tiny network on the browser's WebGPU. */
import { openBackend } from "../../../src/engine/backend.ts";
import { lossAfterOneEpoch, type ToyTask } from "../../suites/toy-tasks.ts";

const warnings: string[] = [];
console.warn = (...words) => void warnings.push(words.join(" "));

export interface FineTuningPage {
  open(): Promise<string>;
  run(task: ToyTask): Promise<{ readonly loss: number; readonly warnings: readonly string[] }>;
}

declare global {
  var fineTuning: FineTuningPage | undefined;
}

globalThis.fineTuning = {
  open: async () => (await openBackend("webgpu", { gpu: navigator.gpu, isolated: false, wasmPaths: "" })).adapter,
  run: async (task) => ({ loss: await lossAfterOneEpoch(task), warnings }),
};
