/** A page of someone else: transformers.js with a model from its own folder. */
import { env, pipeline } from "@huggingface/transformers";
import wasm from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import glue from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";

env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = new URL("./models/", location.href).pathname;
env.useBrowserCache = false;
const { wasm: files } = env.backends.onnx;
if (files !== undefined) Object.assign(files, { wasmPaths: { wasm, mjs: glue }, numThreads: 1 });

interface Guess {
  readonly token: number;
  readonly score: number;
}

declare global {
  /** The likeliest words for [MASK], by a model of that folder in that precision. */
  var guess: (folder: string, dtype: "fp32" | "fp16" | "q8", text: string) => Promise<readonly Guess[]>;
}

globalThis.guess = async (folder, dtype, text) => {
  const fill = await pipeline("fill-mask", folder, { dtype, device: "wasm" });
  const guesses = await fill(text, { top_k: 5 });
  await fill.dispose();
  return guesses.flat().map(({ token, score }) => ({ token, score }));
};
