/** tfjs's backends in Node, with our kernels. */
import { registerKernels } from "../../src/engine/kernels/index.ts";
import * as tf from "../../src/engine/tf.ts";

export type NodeBackend = "cpu" | "wasm";

const wasmFolder = new URL("../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname;

/** Makes it the current backend; it stays until the next call. */
export async function startBackend(name: NodeBackend): Promise<void> {
  tf.env().set("PROD", true); // keeps the advertisement for tfjs-node off the console; IS_TEST would forbid saving for gradients
  if (tf.findBackendFactory(name) === null) {
    if (name === "cpu") await import("@tensorflow/tfjs-backend-cpu");
    else {
      const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
      setWasmPaths(wasmFolder);
    }
    registerKernels();
  }
  if (!(await tf.setBackend(name))) throw new Error(`the backend did not start: ${name}`);
}
