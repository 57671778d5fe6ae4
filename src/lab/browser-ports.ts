import { base64url } from "../base/base64url.ts";
import type { Environment } from "../engine/backend.ts";
import type { OnnxRuntimeFiles } from "../evaluate/onnx-runtime.ts";
import type { Searcher, Workbench } from "./port.ts";
import type { Exclusive, LabPorts } from "./ports.ts";
import type { WorkbenchPorts } from "./workbench.ts";
import { openStore } from "../store/open.ts";
import { hire } from "../wire/hire.ts";
import type { Patience } from "../wire/watch.ts";
import { allowedMs } from "./patience.ts";

export interface WorkerMakers {
  readonly workbenchWorker: () => Worker;
  readonly searchWorker: () => Worker;
}

export const storeName = "autodistill";

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const patience: Patience = {
  allowedMs,
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds);
    return () => clearInterval(timer);
  },
};

/** The lab's ports in a browser's worker: IndexedDB, workers, the page's own files, the wall clock. */
export async function browserPorts(makers: WorkerMakers): Promise<LabPorts> {
  // The worker lies one folder below the page, in the source tree and in the built page alike.
  const page = new URL("../", self.location.href);
  return {
    store: await openStore(storeName),
    hireWorkbench: () => hire<Workbench>(makers.workbenchWorker(), patience),
    hireSearcher: () => hire<Searcher>(makers.searchWorker(), patience),
    async builtinFile(name) {
      const response = await fetch(new URL(`builtin/${name}`, page));
      if (!response.ok) throw new Error(`the page's own file builtin/${name} cannot be read: HTTP ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    // A teacher's bytes are kept once, by us.
    fetch: (address, options) => fetch(address, { ...options, cache: "no-store", credentials: "omit" }),
    pause: wait,
    now: () => Math.round(performance.timeOrigin + performance.now()),
    newId: () => crypto.randomUUID(),
    secret: () => base64url(crypto.getRandomValues(new Uint8Array(32))),
  };
}

export const exclusively: Exclusive = (what, work) =>
  navigator.locks.request(`autodistill-${what}`, { ifAvailable: true }, async (lock) => (lock === null ? null : work()));

/** Some browsers tell it, in gibibytes. */
function memoryBytes(): number | undefined {
  const gibibytes: unknown = Reflect.get(navigator, "deviceMemory");
  return typeof gibibytes === "number" ? gibibytes * 2 ** 30 : undefined;
}

/** A workbench's ports in a browser's worker. */
export function workbenchPorts(
  { wasmPaths, threadFiles }: Pick<Environment, "wasmPaths" | "threadFiles">,
  onnxRuntimeFiles: OnnxRuntimeFiles,
): WorkbenchPorts {
  return {
    environment: {
      gpu: navigator.gpu,
      isolated: crossOriginIsolated,
      memoryBytes: memoryBytes(),
      processors: navigator.hardwareConcurrency,
      wasmPaths,
      threadFiles,
    },
    clock: performance,
    pause: wait,
    locks: navigator.locks,
    onnxRuntimeFiles,
    openCache: () => openStore(storeName),
  };
}
