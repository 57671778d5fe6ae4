/** Everything that owns the GPU: train, evaluate, time. Disposable, one life a trial. */
import wasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmThreads from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import onnxWebgpu from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import onnxWasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { workbenchPorts } from "../src/lab/browser-ports.ts";
import { createWorkbench } from "../src/lab/workbench.ts";
import { serve } from "../src/wire/serve.ts";
import threadScript from "./wasm-thread.ts?worker&url";

const wasmPaths = {
  "tfjs-backend-wasm.wasm": wasm,
  "tfjs-backend-wasm-simd.wasm": wasmSimd,
  "tfjs-backend-wasm-threaded-simd.wasm": wasmThreads,
};

serve(createWorkbench(workbenchPorts({ wasmPaths, threadFiles: { wasm: wasmThreads, script: threadScript } }, { ortWasm: onnxWasm, ortWebgpu: onnxWebgpu })));
