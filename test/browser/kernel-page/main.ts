/** A page that holds kernels to their cases, on a backend of the browser's. */
import { openBackend, type EngineBackend } from "../../../src/engine/backend.ts";
import * as tf from "../../../src/engine/tf.ts";
import { installGauge } from "../../bench/engine/gauge.ts";
import { byEngine, byTfjs, checksOf, gradientsOf } from "../../suites/kernel-case.ts";
import { kernelCases } from "../../suites/kernel-cases.ts";

export interface KernelPage {
  /** "kernel: case" of all. */
  readonly names: readonly string[];
  open(backend: EngineBackend): Promise<string>;
  /** Runs a case. @returns what is wrong with it, a line a check */
  run(name: string): Promise<readonly string[]>;
  /** How many dispatches a case's gradients take fewer than by tfjs's tape. */
  saved(name: string): number;
}

declare global {
  var kernels: KernelPage | undefined;
}

const subjects = new Map([...kernelCases].flatMap(([kernel, cases]) => cases.map((subject) => [`${kernel}: ${subject.title}`, subject])));

const countSoFar = installGauge();

globalThis.kernels = {
  names: [...subjects.keys()],
  open: async (backend) => (await openBackend(backend, { gpu: navigator.gpu, isolated: false, wasmPaths: "" })).adapter,
  async run(name) {
    const subject = subjects.get(name);
    if (subject === undefined) return [`there is no such case: "${name}"`];
    const failures: string[] = [];
    for (const [title, check] of checksOf(subject)) {
      const failure = await check(subject);
      if (failure !== null) failures.push(`${title}: ${failure}`);
    }
    return failures;
  },
  saved(name) {
    const [ours, tfjs] = [byEngine, byTfjs].map((differentiate) => {
      const before = countSoFar().dispatches;
      tf.tidy(() => {
        const subject = subjects.get(name);
        if (subject !== undefined) gradientsOf(subject, (...xs) => subject.operation(...xs), differentiate);
      });
      return countSoFar().dispatches - before;
    });
    return (tfjs ?? NaN) - (ours ?? NaN);
  },
};
