/** tfjs's backends in Node, opened as the page opens them. */
import { openBackend } from "../../src/engine/backend.ts";

export type NodeBackend = "cpu" | "wasm";

/** Where Node finds tfjs's wasm files. */
export const wasmPaths = new URL("../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname;

/** Makes it the current backend; it stays until the next call. */
export async function startBackend(name: NodeBackend): Promise<void> {
  await openBackend(name, { isolated: false, wasmPaths });
}
