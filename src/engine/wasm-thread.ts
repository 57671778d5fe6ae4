/**
 * A thread of tfjs's WebAssembly. tfjs has its script as a string, to be started from a blob, which the page's policy
 * forbids; this one speaks the same messages (Emscripten 3.1, pthreads).
 */
import startModule from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js";

/** What Emscripten offers to its threads. */
interface ThreadModule {
  __emscripten_thread_init(thread: number, isMain: number, isRuntime: number, canBlock: number): void;
  __emscripten_thread_exit(status: number): void;
  __emscripten_thread_crashed?(): void;
  _pthread_self(): number;
  establishStackSpace(): void;
  invokeEntryPoint(routine: number, argument: number): void;
  executeNotifiedProxyingQueue(queue: number): void;
  keepRuntimeAlive(): boolean;
  readonly PThread: { receiveObjectTransfer(message: object): void; threadInitTLS(): void };
  readonly ExitStatus: abstract new (...given: never) => { readonly status: number };
}

type Message =
  | { readonly cmd: "load"; readonly wasmModule: WebAssembly.Module; readonly wasmMemory: WebAssembly.Memory; readonly handlers: readonly string[] }
  | { readonly cmd: "run"; readonly pthread_ptr: number; readonly start_routine: number; readonly arg: number }
  | { readonly cmd: "cancel" }
  | { readonly cmd: "processProxyingQueue"; readonly queue: number };

function load({ wasmModule, wasmMemory, handlers }: Extract<Message, { cmd: "load" }>): void {
  const calls = handlers.map((handler) => [handler, (...args: unknown[]) => postMessage({ cmd: "callHandler", handler, args })]);
  const settings = {
    ...Object.fromEntries(calls),
    wasmMemory,
    buffer: wasmMemory.buffer,
    ENVIRONMENT_IS_PTHREAD: true,
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(wasmModule, imports);
      receive(instance);
      return instance.exports;
    },
  };
  void startModule(settings);
}

function run(module: ThreadModule, message: Extract<Message, { cmd: "run" }>): void {
  module.__emscripten_thread_init(message.pthread_ptr, 0, 0, 1);
  module.establishStackSpace();
  module.PThread.receiveObjectTransfer(message);
  module.PThread.threadInitTLS();
  try {
    module.invokeEntryPoint(message.start_routine, message.arg);
  } catch (thrown) {
    // Emscripten's way to leave a thread that goes on in its event loop.
    if (thrown === "unwind") return;
    if (!(thrown instanceof module.ExitStatus)) throw thrown;
    if (!module.keepRuntimeAlive()) module.__emscripten_thread_exit(thrown.status);
  }
}

/** Makes this worker a thread of whoever started it. */
export function serveWasmThread(): void {
  let thread: ThreadModule | undefined;
  /** Called by the module once it is there. */
  Reflect.set(globalThis, "startWorker", (module: ThreadModule) => {
    thread = module;
    postMessage({ cmd: "loaded" });
  });
  self.onmessage = ({ data }: MessageEvent<Message>) => {
    try {
      if (data.cmd === "load") load(data);
      else if (thread === undefined) throw new Error(`a thread was asked before it was loaded: ${data.cmd}`);
      else if (data.cmd === "run") run(thread, data);
      else if (data.cmd === "processProxyingQueue") thread.executeNotifiedProxyingQueue(data.queue);
      else if (data.cmd === "cancel" && thread._pthread_self() !== 0) thread.__emscripten_thread_exit(-1);
    } catch (thrown) {
      thread?.__emscripten_thread_crashed?.();
      throw thrown;
    }
  };
}
