import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { registerSegmentSum } from "../../../../src/engine/kernels/segment-sum.ts";
import * as tf from "../../../../src/engine/tf.ts";
import { wasmPaths } from "../../../tools/node-backend.ts";

/** tfjs's wasm backend as it comes, on one thread, with the one kernel without which no embedding has a gradient. */
export async function startPlainWasm(): Promise<void> {
  setWasmPaths(wasmPaths);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  registerSegmentSum("wasm");
  if (!(await tf.setBackend("wasm"))) throw new Error("WebAssembly did not start");
}
