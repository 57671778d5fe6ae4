import * as tf from "../tf.ts";
import { repeatedly } from "../wasm-recording.ts";
import { liesInPages } from "./update-batch.ts";
import { updateByOperations } from "./update-by-operations.ts";
import { updateInPlace } from "./update-in-place.ts";
import { createGpuUpdater } from "./update-on-gpu.ts";
import type { GradedSlot, Updater, UpdateRule, UpdateSlot } from "./update-rule.ts";

export type { GradedSlot, Updater, UpdateRule, UpdateSlot } from "./update-rule.ts";

/**
 * Steps parameters and their moments by the formula of update-rule.ts. @param slots by the parameters' names
 *
 * Composed of tfjs operations a step is some 30 dispatches a parameter, more host time than its arithmetic is worth:
 * on WebGPU a few dispatches step all parameters that lie in pages; where the backend's memory is the host's (wasm,
 * cpu) one loop in JavaScript does it all.
 */
export function createUpdater(slots: ReadonlyMap<string, UpdateSlot>, rule: UpdateRule): Updater {
  if (liesInPages(slots.values())) return createGpuUpdater(slots, rule);
  const backendName = tf.getBackend();
  const update = backendName === "wasm" || backendName === "cpu" ? updateInPlace : updateByOperations;
  return {
    step(compute, controls) {
      const computed = compute();
      const graded = [...computed.gradients].map(([name, gradient]) => gradedSlot(slots, name, gradient));
      repeatedly(() => update(graded, rule, controls));
      return computed;
    },
    dispose() {},
  };
}

function gradedSlot(slots: ReadonlyMap<string, UpdateSlot>, name: string, gradient: tf.Tensor): GradedSlot {
  const slot = slots.get(name);
  if (slot === undefined) throw new Error(`no parameter or moments for gradient: ${name}`);
  return { ...slot, gradient };
}
