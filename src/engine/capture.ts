import { createCapturedProgram } from "./captured-program.ts";
import { createEagerProgram } from "./eager-program.ts";
import type { Compilation } from "./pipelines.ts";
import type { Inputs, Program, Step } from "./program.ts";
import { NotCapturable } from "./recording.ts";
import { warnOfUncaptured } from "./step-rules.ts";
import { wasmBackend } from "./wasm.ts";
import { createWasmProgram } from "./wasm-program.ts";
import { webgpuBackend } from "./webgpu.ts";

/**
 * Makes a step repeatable at the cost of its kernels alone. On WebGPU it is recorded, without being done, and replayed
 * at every run; on wasm its first two runs are recorded. A step that cannot be recorded runs through tfjs instead, and so
 * do all on other backends. Who owns what is said at `Program`.
 * @param inputs in the shapes they will have; their numbers are not used
 */
export async function capture<I extends Inputs>(
  step: Step<I>,
  inputs: I,
  onProgress: (state: Compilation) => void = () => {},
): Promise<Program<I>> {
  const wasm = wasmBackend();
  if (wasm !== null) return createWasmProgram(wasm, step);
  const backend = webgpuBackend();
  if (backend === null) return createEagerProgram(step);
  try {
    return await createCapturedProgram(backend, step, inputs, onProgress);
  } catch (thrown) {
    if (!(thrown instanceof NotCapturable)) throw thrown;
    warnOfUncaptured(thrown.message);
    return createEagerProgram(step);
  }
}
