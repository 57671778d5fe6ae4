import { Lost, messageOf } from "../base/errors.ts";
import { type Inputs, type Program, type Step, tensorsOf } from "./program.ts";
import * as tf from "./tf.ts";
import { webgpuBackend } from "./webgpu.ts";

/** A program that runs its step through tfjs every time, on any backend. */
export function createEagerProgram<I extends Inputs>(step: Step<I>): Program<I> {
  let output: tf.Tensor | undefined;
  return {
    run(inputs) {
      output?.dispose();
      output = tf.tidy(() => step(tensorsOf(inputs)));
    },
    async read() {
      const last = output;
      if (last === undefined) throw new Error("there is no output to read: the program has not run since the last read");
      output = undefined;
      try {
        return await last.data<"float32">();
      } catch (thrown) {
        if (webgpuBackend() === null) throw thrown;
        throw new Lost(`the GPU was lost: ${messageOf(thrown)}`);
      } finally {
        last.dispose();
      }
    },
    deviceMs: async () => null,
    dispose() {
      output?.dispose();
      output = undefined;
    },
  };
}
