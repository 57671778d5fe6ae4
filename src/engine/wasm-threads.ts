/** tfjs's WebAssembly backend on several threads. */
import { Unsupported } from "../base/errors.ts";
import * as tf from "./tf.ts";

/** Addresses of what threads are made of. */
export interface ThreadFiles {
  /** tfjs's threaded `.wasm`. */
  readonly wasm: string;
  /** The script of a thread. */
  readonly script: string;
}

const mostThreads = 4;

/**
 * Half of the processors, as tfjs counts too, and at most four. Threads spin while they wait for one another, so there
 * must be a processor for each, and some for the rest of the page and of the machine: four on two took six times as long
 * as one. By the count of processors alone, so that all trials of a study have as many.
 */
export const threadsFor = (processors: number): number => Math.max(1, Math.min(mostThreads, Math.floor(processors / 2)));

/** What is used of Emscripten's modules. */
interface Emscripten {
  /** @returns the module's C function of that name */
  cwrap(name: string, result: "number" | null, parameters: readonly "number"[]): (...given: number[]) => number;
}

/** A thread whose script does not arrive is never heard of. */
const mostWaitMs = 10_000;

async function inTime<T>(started: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unsupported(`its threads did not start within ${mostWaitMs} ms`)), mostWaitMs);
  });
  try {
    return await Promise.race([started, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Makes WebAssembly on so many threads the current backend. Takes the place of tfjs's own start, which begins threads
 * from the source text of a function: minified, that no longer stands alone, and the page's policy forbids it. Needs a
 * cross-origin isolated page. Where it throws, tfjs's own backend is still there.
 */
export async function startWasmThreads({ wasm, script }: ThreadFiles, threads: number): Promise<void> {
  const [{ BackendWasm, setThreadsCount }, { default: startModule }] = await Promise.all([
    import("@tensorflow/tfjs-backend-wasm"),
    import("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js"),
  ]);
  const module = await inTime(
    startModule({
      locateFile: (name) => (name.endsWith(".wasm") ? wasm : script),
      mainScriptUrlOrBlob: script,
    }),
  );
  const { cwrap } = module as unknown as Emscripten; // its own types are a package that nothing else needs
  module.tfjs = {
    init: cwrap("init", null, []),
    initWithThreadsCount: cwrap("init_with_threads_count", null, ["number"]),
    getThreadsCount: cwrap("get_threads_count", "number", []),
    registerTensor: cwrap("register_tensor", null, ["number", "number", "number"]),
    disposeData: cwrap("dispose_data", null, ["number"]),
    dispose: cwrap("dispose", null, []),
  };
  setThreadsCount(threads);
  tf.removeBackend("wasm");
  tf.registerBackend("wasm", () => new BackendWasm(module));
  await tf.setBackend("wasm");
}
