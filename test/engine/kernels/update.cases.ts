/** The update as one dispatch over pages, or a loop in host memory, against the composition of tfjs's operations. */
import { createRandom } from "../../../src/base/random.ts";
import { type NamedTensors, sizeOf } from "../../../src/base/tensors.ts";
import { createArena } from "../../../src/engine/arena.ts";
import { valueAndGradients } from "../../../src/engine/gradients.ts";
import { embedding } from "../../../src/engine/kernels/embedding.ts";
import { layerNorm } from "../../../src/engine/kernels/layer-norm.ts";
import { linearNoNorm } from "../../../src/engine/kernels/linear-no-norm.ts";
import { linear } from "../../../src/engine/kernels/linear.ts";
import { updateByOperations } from "../../../src/engine/kernels/update-by-operations.ts";
import { createUpdater, type GradedSlot, type UpdateRule, type UpdateSlot } from "../../../src/engine/kernels/update.ts";
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

function seeded(shapes: ReadonlyMap<string, readonly number[]>): Values {
  const random = createRandom(3);
  const draw = (map: (x: number) => number) =>
    new Map([...shapes].map(([name, shape]) => [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => map(random.normal())) }]));
  return { w: draw((x) => x), g: draw((x) => x), m: draw((x) => 0.1 * x), v: draw((x) => x * x) };
}

const steps = 4;

type Slots = ReadonlyMap<string, UpdateSlot>;
type GradientsOf = (slots: Slots) => ReadonlyMap<string, tf.Tensor>;
type Run = (slots: Slots, gradientsOf: GradientsOf, rule: UpdateRule, controls: tf.Tensor1D) => void;

const fused: Run = (slots, gradientsOf, rule, controls) => {
  const updater = createUpdater(slots, rule);
  // Each in a tidy as in training: what a step makes must not reach the next, what the updater knows must. Four steps are
  // more than the 15 dispatches after which tfjs submits and frees.
  for (let i = 0; i < steps; i++) tf.tidy(() => void updater.step(() => ({ gradients: gradientsOf(slots) }), controls));
  updater.dispose();
};

const composed: Run = (slots, gradientsOf, rule, controls) => {
  for (let i = 0; i < steps; i++) {
    const gradients = gradientsOf(slots);
    const graded = [...slots].flatMap(([name, slot]): GradedSlot[] => {
      const gradient = gradients.get(name);
      return gradient === undefined ? [] : [{ ...slot, gradient }];
    });
    updateByOperations(graded, rule, controls);
  }
};

interface Setting {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly gradientsOf: GradientsOf;
  readonly clipNorm: number;
  readonly trustRatio: boolean;
}

/** All parameters and moments after four steps. */
const after = (run: Run, { shapes, gradientsOf, clipNorm, trustRatio }: Setting) => (controls: tf.Tensor1D): tf.Tensor[] => {
  const { w, m, v } = seeded(shapes);
  const arenas = [w, m, v].map((values) => createArena(shapes, values));
  const results = tf.tidy(() => {
    const slots = new Map<string, UpdateSlot>();
    for (const [i, name] of [...shapes.keys()].entries()) {
      const [parameter, firstMoment, secondMoment] = arenas.map(({ variables }) => variables.get(name));
      if (!parameter || !firstMoment || !secondMoment) throw new Error(`the arena lacks ${name}`);
      const weightDecay = i % 3 === 0 ? 0.1 : 0;
      slots.set(name, { parameter, firstMoment, secondMoment, multiplier: 1 + i, weightDecay, trustRatio: trustRatio && i % 2 === 1 });
    }
    run(slots, gradientsOf, { beta1: 0.9, beta2: 0.99, epsilon: 1e-6, clipNorm }, controls);
    return arenas.flatMap(({ variables }) => [...variables.values()].map((variable) => tf.add(variable, 0)));
  });
  for (const { dispose } of arenas) dispose();
  return results;
};

const givenGradients: GradientsOf = () =>
  new Map([...seeded(shapes).g].filter(([name]) => name !== "without").map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]));

/** A small network of our kernels: a table that is used twice, sizes that are whole vec4 and such that are not. */
const networkShapes = new Map<string, readonly number[]>([
  ["table", [12, 8]],
  ["tableBias", [12]],
  ["weight", [8, 8]],
  ["bias", [8]],
  ["gamma", [8]],
  ["beta", [8]],
  ["without", [16]],
  ["layerGamma", [8]],
  ["layerBeta", [8]],
  ["lastWeight", [6, 8]],
  ["lastBias", [6]],
]);

const networkGradients: GradientsOf = (slots) => {
  const named = (name: string): tf.Variable => {
    const slot = slots.get(name);
    if (slot === undefined) throw new Error(`no such parameter: ${name}`);
    return slot.parameter;
  };
  const lossOf = () => {
    const [table, gamma, beta] = [named("table"), named("gamma"), named("beta")];
    const x = embedding(table, tf.tensor1d([3, 1, 4, 1, 5], "int32"));
    const y = linearNoNorm(x, { weight: named("weight"), bias: named("bias"), gamma, beta }, x);
    const z = layerNorm(y, named("layerGamma"), named("layerBeta"), 1e-5);
    const last = linear(z, named("lastWeight"), named("lastBias"), "gelu");
    return tf.add<tf.Scalar>(tf.mean(tf.square(last)), tf.mean(tf.square(linear(z, table, named("tableBias")))));
  };
  const trained = [...slots].filter(([name]) => name !== "without");
  const { gradients } = valueAndGradients(lossOf, trained.map(([, { parameter }]) => parameter));
  return new Map(trained.flatMap(([name], i) => {
    const gradient = gradients[i];
    return gradient === undefined ? [] : [[name, gradient] as const];
  }));
};

const subject = (title: string, setting: Setting): KernelCase => ({
  title,
  inputs: [constants([3], (_, i) => [0.01, 0.19, 0.0199][i] ?? 1)],
  operation: after(fused, setting),
  reference: after(composed, setting),
});

const ofGiven = { shapes, gradientsOf: givenGradients };
const ofNetwork = { shapes: networkShapes, gradientsOf: networkGradients };

export const cases: readonly KernelCase[] = [
  subject("LAMB, clipped", { ...ofGiven, clipNorm: 1, trustRatio: true }),
  subject("AdamW, not clipped", { ...ofGiven, clipNorm: Infinity, trustRatio: false }),
  subject("LAMB of a network", { ...ofNetwork, clipNorm: 0.1, trustRatio: true }),
  subject("AdamW of a network", { ...ofNetwork, clipNorm: 0.1, trustRatio: false }),
];
