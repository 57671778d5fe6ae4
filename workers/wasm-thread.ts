/** One of the threads that tfjs's WebAssembly computes on. */
import { serveWasmThread } from "../src/engine/wasm-thread.ts";

serveWasmThread();
