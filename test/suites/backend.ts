/** Runs a suite on each backend that works in Node. */
import { beforeAll, describe } from "vitest";
import { type NodeBackend, startBackend } from "../tools/node-backend.ts";

export { startBackend, type NodeBackend };

/** The suite once a backend, each with that backend current. */
export function describeBackends(
  title: string,
  suite: (backend: NodeBackend) => void,
  names: readonly NodeBackend[] = ["cpu", "wasm"],
): void {
  describe.each([...names])(`${title} on %s`, (name) => {
    beforeAll(() => startBackend(name));
    suite(name);
  });
}
