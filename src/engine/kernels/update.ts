import * as tf from "../tf.ts";
import { heapOf } from "./heap.ts";
import { updateByOperations } from "./update-by-operations.ts";
import { updateInPlace } from "./update-in-place.ts";
import type { UpdateRule, UpdateSlot } from "./update-rule.ts";

export type { UpdateRule, UpdateSlot } from "./update-rule.ts";

/**
 * Steps every slot's parameter and moments by the formula of update-rule.ts. The gradients stay the caller's.
 * @param controls [3]: η, b₁, b₂
 *
 * Composed of tfjs operations a step is some 14 dispatches a parameter, more host time than its arithmetic is worth;
 * where the backend's memory is the host's (wasm, cpu) one loop in JavaScript does it all.
 */
export function updateParameters(slots: readonly UpdateSlot[], rule: UpdateRule, controls: tf.Tensor1D): void {
  const backendName = tf.getBackend();
  if (backendName === "wasm" || backendName === "cpu") updateInPlace(slots, rule, controls, heapOf(tf.backend()));
  else updateByOperations(slots, rule, controls);
}
