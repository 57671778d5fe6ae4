/**
 * Memory that waits for the gradients of parameters, side by side, so that the optimiser need not gather them there.
 * tfjs's tape has no way to say where a gradient is to be written: kernels that compute a parameter's gradient ask here.
 */
import { tensorAt, windowOf, type Window } from "./arena.ts";
import type * as tf from "./tf.ts";

let free = new Map<object, Window>();
const given = new WeakSet<Window>();

/** Runs `work`, during which the gradient of a parameter may be written to its home: as long as it, numbers not set. */
export function withGradientHomes<T>(homes: ReadonlyMap<tf.Tensor, Window>, work: () => T): T {
  const outer = free;
  free = new Map([...homes].map(([{ dataId }, home]) => [dataId, home]));
  try {
    return work();
  } finally {
    free = outer;
  }
}

/** Whether a gradient lies in its parameter's home: nothing else does, so that it may be added to in place. */
export function liesAtHome(gradient: tf.Tensor): boolean {
  const window = windowOf(gradient);
  return window !== undefined && given.has(window);
}

/**
 * Homes for the gradients of parameters, as inputs for a kernel that writes into them (`GpuInputs.into`); none for those
 * that have none. A home is given once: of a parameter used twice, the second gradient and the sum have their own memory.
 * @param parameters by the kernel's names for their gradients
 */
export function takeHomes(parameters: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  const homes: Record<string, tf.Tensor> = {};
  for (const [name, { dataId, shape }] of Object.entries(parameters)) {
    const home = free.get(dataId);
    if (home === undefined) continue;
    free.delete(dataId);
    given.add(home);
    homes[name] = tensorAt(home, shape);
  }
  return homes;
}
