/** The update as one dispatch over pages, or a loop in host memory, against the composition of tfjs's operations. */
import { createRandom } from "../../../src/base/random.ts";
import { type NamedTensors, sizeOf } from "../../../src/base/tensors.ts";
import { createArena } from "../../../src/engine/arena.ts";
import { updateByOperations } from "../../../src/engine/kernels/update-by-operations.ts";
import { createUpdater, type GradedSlot, type UpdateRule } from "../../../src/engine/kernels/update.ts";
import * as tf from "../../../src/engine/tf.ts";
import { constants, type KernelCase } from "../../suites/kernel-case.ts";

/** A scalar, gaps of all sizes, more gradients than one dispatch gathers, and more than one chunk of 2048. */
const shapes = new Map<string, readonly number[]>([
  ["a", [5, 3]],
  ["b", [1]],
  ["c", [64]],
  ["d", [91, 100]],
  ["e", [2, 2, 2]],
  ["without", [6]],
  ["f", [2049]],
  ["g", [7]],
  ["h", [128]],
]);

type Values = Readonly<Record<"w" | "g" | "m" | "v", NamedTensors>>;

function seeded(): Values {
  const random = createRandom(3);
  const draw = (map: (x: number) => number) =>
    new Map([...shapes].map(([name, shape]) => [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => map(random.normal())) }]));
  return { w: draw((x) => x), g: draw((x) => x), m: draw((x) => 0.1 * x), v: draw((x) => x * x) };
}

const steps = 4;

type Run = (slots: ReadonlyMap<string, GradedSlot>, rule: UpdateRule, controls: tf.Tensor1D) => void;

const fused: Run = (slots, rule, controls) => {
  const updater = createUpdater(slots, rule);
  const gradients = new Map([...slots].filter(([name]) => name !== "without").map(([name, { gradient }]) => [name, gradient]));
  // Each in a tidy as in training: what a step makes must not reach the next, what the updater knows must. Four steps are
  // more than the 15 dispatches after which tfjs submits and frees.
  for (let i = 0; i < steps; i++) tf.tidy(() => updater.step(gradients, controls));
  updater.dispose();
};

const composed: Run = (slots, rule, controls) => {
  const graded = [...slots].filter(([name]) => name !== "without").map(([, slot]) => slot);
  for (let i = 0; i < steps; i++) updateByOperations(graded, rule, controls);
};

/** All parameters and moments after four steps. */
const after = (run: Run, clipNorm: number, trustRatio: boolean) => (controls: tf.Tensor1D): tf.Tensor[] => {
  const { w, g, m, v } = seeded();
  const arenas = [w, m, v].map((values) => createArena(shapes, values));
  const results = tf.tidy(() => {
    const slots = new Map<string, GradedSlot>();
    for (const [i, [name, gradient]] of [...g].entries()) {
      const [parameter, firstMoment, secondMoment] = arenas.map(({ variables }) => variables.get(name));
      if (!parameter || !firstMoment || !secondMoment) throw new Error(`the arena lacks ${name}`);
      const weightDecay = i % 3 === 0 ? 0.1 : 0;
      const slot = { parameter, firstMoment, secondMoment, multiplier: 1 + i, weightDecay, trustRatio: trustRatio && i % 2 === 1 };
      slots.set(name, { ...slot, gradient: tf.tensor(gradient.data, [...gradient.shape]) });
    }
    run(slots, { beta1: 0.9, beta2: 0.99, epsilon: 1e-6, clipNorm }, controls);
    return arenas.flatMap(({ variables }) => [...variables.values()].map((variable) => tf.add(variable, 0)));
  });
  for (const { dispose } of arenas) dispose();
  return results;
};

const subject = (title: string, clipNorm: number, trustRatio: boolean): KernelCase => ({
  title,
  inputs: [constants([3], (_, i) => [0.01, 0.19, 0.0199][i] ?? 1)],
  operation: after(fused, clipNorm, trustRatio),
  reference: after(composed, clipNorm, trustRatio),
});

export const cases: readonly KernelCase[] = [
  subject("LAMB, clipped", 1, true),
  subject("AdamW, not clipped", Infinity, false),
];
