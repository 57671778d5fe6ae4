/** A page of someone else: transformers.js with a model from its own folder. */
import { env, pipeline, Tensor } from "@huggingface/transformers";
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

interface Class {
  readonly label: string;
  readonly score: number;
  readonly logits: readonly number[];
}

interface Answer {
  readonly answer: string;
  /** By token. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

declare global {
  /** The likeliest words for [MASK], by a model of that folder in that precision. */
  var guess: (folder: string, dtype: "fp32" | "fp16" | "q8", text: string) => Promise<readonly Guess[]>;
  /** The likeliest class of each text. */
  var classify: (folder: string, dtype: "fp32" | "q8", texts: readonly string[]) => Promise<readonly Class[]>;
  var answer: (folder: string, question: string, context: string) => Promise<Answer>;
}

globalThis.guess = async (folder, dtype, text) => {
  const fill = await pipeline("fill-mask", folder, { dtype, device: "wasm" });
  const guesses = await fill(text, { top_k: 5 });
  await fill.dispose();
  return guesses.flat().map(({ token, score }) => ({ token, score }));
};

const valuesOf = (value: unknown) => {
  if (!(value instanceof Tensor)) throw new Error("the model has no such output");
  return Array.from(value.data, Number);
};

globalThis.classify = async (folder, dtype, texts) => {
  const tell = await pipeline("text-classification", folder, { dtype, device: "wasm" });
  const classes: Class[] = [];
  for (const text of texts) {
    const [best] = (await tell(text)).flat();
    const { logits } = await tell.model(tell.tokenizer(text, { truncation: true }));
    if (best !== undefined) classes.push({ label: best.label, score: best.score, logits: valuesOf(logits) });
  }
  await tell.dispose();
  return classes;
};

globalThis.answer = async (folder, question, context) => {
  const find = await pipeline("question-answering", folder, { dtype: "fp32", device: "wasm" });
  const [found] = [await find(question, context)].flat();
  const { start_logits, end_logits } = await find.model(find.tokenizer(question, { text_pair: context }));
  await find.dispose();
  return { answer: found?.answer ?? "", starts: valuesOf(start_logits), ends: valuesOf(end_logits) };
};
