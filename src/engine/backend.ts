/** Opens the backend that everything computes on, and says which and why. Each backend's code is loaded when it is wanted. */
import { messageOf, Unsupported } from "../base/errors.ts";
import { findAdapter, isSoftwareName, type GpuEntry } from "./adapter.ts";
import { registerKernels } from "./kernels/index.ts";
import * as tf from "./tf.ts";
import { startWasmThreads, threadsFor, type ThreadFiles } from "./wasm-threads.ts";

export type EngineBackend = "webgpu" | "webgl" | "wasm" | "cpu";

export interface Environment {
  /** `navigator.gpu`, where there is one. */
  readonly gpu?: GpuEntry | undefined;
  /** Cross-origin isolated: the page has the fine clock. */
  readonly isolated: boolean;
  /** Memory of the device, as far as the browser tells. */
  readonly memoryBytes?: number | undefined;
  /** Logical processors, as far as the browser tells. */
  readonly processors?: number | undefined;
  /** Where threads of WebAssembly can be started from. */
  readonly threadFiles?: ThreadFiles | undefined;
  /** The folder of tfjs's two `.wasm` files without threads, ending in a slash, or the address of each. */
  readonly wasmPaths: string | Record<string, string>;
}

/** What a trial ran on; study's `Device` has the same fields. */
export interface OpenedBackend {
  /** What latency depends on: backend, adapter, threads. */
  readonly key: string;
  readonly backend: EngineBackend;
  readonly adapter: string;
  /** A GPU emulated on the processor. */
  readonly software: boolean;
  readonly threads: number;
  readonly isolated: boolean;
  /** In words for the person. */
  readonly reason: string;
}

/** tfjs registers a backend when its package is imported. @returns whether it started */
async function start(name: EngineBackend): Promise<boolean> {
  if (tf.findBackendFactory(name) === null) return false;
  registerKernels(name);
  try {
    return await tf.setBackend(name);
  } catch {
    return false;
  }
}

type Attempt = Pick<OpenedBackend, "adapter" | "software" | "threads"> | string;

const starters: Readonly<Record<EngineBackend, (environment: Environment) => Promise<Attempt>>> = {
  async webgpu({ gpu }) {
    const adapter = await findAdapter(gpu);
    if (typeof adapter === "string") return adapter;
    await import("@tensorflow/tfjs-backend-webgpu");
    if (!(await start("webgpu"))) return `WebGPU did not start on ${adapter.name}`;
    // Small inputs would be computed on the processor: another path than the one that is measured and captured.
    tf.env().set("WEBGPU_CPU_FORWARD", false);
    return { adapter: adapter.name, software: adapter.software, threads: 1 };
  },
  async webgl() {
    await import("@tensorflow/tfjs-backend-webgl");
    if (!(await start("webgl"))) return "this browser offers no WebGL 2";
    const adapter = webglAdapter();
    return { adapter, software: isSoftwareName(adapter), threads: 1 };
  },
  async wasm({ wasmPaths, isolated, processors = 1, threadFiles }) {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    const threads = isolated && threadFiles !== undefined ? threadsFor(processors) : 1;
    if (threads > 1 && threadFiles !== undefined) {
      registerKernels("wasm");
      try {
        await startWasmThreads(threadFiles, threads);
        return { adapter: "unknown", software: false, threads };
      } catch (thrown) {
        console.warn(`WebAssembly runs on one thread: ${messageOf(thrown)}`);
      }
    }
    wasm.setWasmPaths(wasmPaths);
    // Threads are started above or not at all.
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    if (!(await start("wasm"))) return "WebAssembly did not start";
    return { adapter: "unknown", software: false, threads: 1 };
  },
  async cpu() {
    await import("@tensorflow/tfjs-backend-cpu");
    if (!(await start("cpu"))) return "plain JavaScript did not start";
    return { adapter: "unknown", software: false, threads: 1 };
  },
};

/** The renderer as WebGL names it; browsers may keep it to themselves. */
function webglAdapter(): string {
  const backend: unknown = tf.backend();
  if (typeof backend !== "object" || backend === null || !("gpgpu" in backend)) return "unknown";
  const { gpgpu } = backend;
  if (typeof gpgpu !== "object" || gpgpu === null || !("gl" in gpgpu)) return "unknown";
  const { gl } = gpgpu;
  if (!(gl instanceof WebGL2RenderingContext)) return "unknown";
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer: unknown = gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  return typeof renderer === "string" && renderer !== "" ? renderer : "unknown";
}

/** "WebGPU on Apple M2", "WebAssembly with 1 thread" */
function described(backend: EngineBackend, { adapter, software, threads }: Exclude<Attempt, string>): string {
  const on = adapter === "unknown" ? "" : ` on ${adapter}${software ? ", a software emulation" : ""}`;
  if (backend === "webgpu") return `WebGPU${on}`;
  if (backend === "webgl") return `WebGL${on}`;
  if (backend === "wasm") return `WebAssembly with ${threads === 1 ? "1 thread" : `${threads} threads`}`;
  return "plain JavaScript";
}

function opened(backend: EngineBackend, attempt: Exclude<Attempt, string>, environment: Environment, why: string): OpenedBackend {
  const key = [backend, attempt.adapter, attempt.threads].join(" / ");
  return { ...attempt, key, backend, isolated: environment.isolated, reason: `${described(backend, attempt)}${why}` };
}

/** WebGPU on real hardware; else WebAssembly, which is some 40 times faster than an emulated GPU; else JavaScript. */
async function openBest(environment: Environment): Promise<OpenedBackend> {
  const adapter = await findAdapter(environment.gpu);
  let why: string;
  if (typeof adapter === "string") why = adapter;
  else if (adapter.software) why = `this device's only GPU adapter is a software emulation (${adapter.name})`;
  else {
    const attempt = await starters.webgpu(environment);
    if (typeof attempt !== "string") return opened("webgpu", attempt, environment, "");
    why = attempt;
  }
  const wasm = await starters.wasm(environment);
  if (typeof wasm !== "string") return opened("wasm", wasm, environment, `: ${why}`);
  const cpu = await starters.cpu(environment);
  if (typeof cpu === "string") throw new Unsupported(`nothing can compute here: ${why}; ${wasm}; ${cpu}`);
  return opened("cpu", cpu, environment, `: ${why}, and ${wasm}`);
}

/**
 * Makes a backend the current one. An emulated GPU is taken only when asked for by name.
 * @throws Unsupported when the wanted backend cannot start here
 */
export async function openBackend(wanted: "auto" | EngineBackend, environment: Environment): Promise<OpenedBackend> {
  tf.enableProdMode();
  if (wanted === "auto") return openBest(environment);
  const attempt = await starters[wanted](environment);
  if (typeof attempt === "string") throw new Unsupported(`${attempt}; the backend asked for: "${wanted}"`);
  return opened(wanted, attempt, environment, ", as asked for");
}
