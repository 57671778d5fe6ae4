/**
 * What every kernel is held to, as functions that run wherever tfjs does: in Node, and in a page of a browser.
 *
 * Notation: f kernel, x its inputs, y = f(x) one or more outputs, w seeded weights, L = Σ w y.
 */
import { createRandom, type Random } from "../../src/base/random.ts";
import { sizeOf } from "../../src/base/tensors.ts";
import { capture } from "../../src/engine/capture.ts";
import { valueAndGradients } from "../../src/engine/gradients.ts";
import { tensorsOf as tensorsByName } from "../../src/engine/program.ts";
import * as tf from "../../src/engine/tf.ts";

export interface CaseInput {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
  /** Whether the kernel has a gradient with respect to it. */
  readonly differentiable: boolean;
  readonly value: (random: Random, index: number) => number;
}

type Result = tf.Tensor | readonly tf.Tensor[];

/** A kernel, or one of its variants, on inputs of one shape. */
export interface KernelCase {
  readonly title: string;
  readonly inputs: readonly CaseInput[];
  // Methods, so that an operation may ask for the ranks that its inputs have.
  operation(...inputs: tf.Tensor[]): Result;
  /** The same of tfjs's operations. */
  reference(...inputs: tf.Tensor[]): Result;
  /** The largest difference from the reference, relative to 1 + its size; 1e-4 by default. */
  readonly tolerance?: number;
  /** False where a step crosses corners, so that a difference quotient is no slope. */
  readonly smooth?: boolean;
}

/** Standard normal numbers times a scale. */
export const numbers = (shape: readonly number[], scale = 1): CaseInput => ({
  shape,
  dtype: "float32",
  differentiable: true,
  value: (random) => scale * random.normal(),
});

/** Numbers that the kernel has no gradient for. */
export const constants = (shape: readonly number[], value: CaseInput["value"] = (random) => random.normal()): CaseInput => ({
  shape,
  dtype: "float32",
  differentiable: false,
  value,
});

/** Integers in [0, below), all different only by chance. */
export const integers = (shape: readonly number[], below: number): CaseInput => ({
  shape,
  dtype: "int32",
  differentiable: false,
  value: (random) => random.integer(below),
});

/** @returns in words what is wrong, or null */
type Check = (subject: KernelCase) => Promise<string | null>;

type Numbers = Float32Array | Int32Array;

function valuesOf(subject: KernelCase, seed = subject.inputs.length): Numbers[] {
  const random = createRandom(seed);
  return subject.inputs.map(({ shape, dtype, value }) => {
    const data = dtype === "int32" ? new Int32Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
    return data.map((_, index) => value(random, index));
  });
}

const tensorsOf = (subject: KernelCase, values = valuesOf(subject)) =>
  subject.inputs.map(({ shape, dtype }, i) => tf.tensor(values[i] ?? [], [...shape], dtype));

const listOf = (result: Result): readonly tf.Tensor[] => (result instanceof tf.Tensor ? [result] : result);

/** Runs it and reads its tensors; leaves nothing behind. */
async function read(make: () => readonly tf.Tensor[]): Promise<{ shape: number[]; data: Numbers }[]> {
  let results: readonly tf.Tensor[] = [];
  tf.tidy(() => {
    results = make().map((tensor) => tf.keep(tensor));
  });
  const contents = [];
  for (const tensor of results) contents.push({ shape: tensor.shape, data: await tensor.data<"float32" | "int32">() });
  for (const tensor of results) tensor.dispose();
  return contents;
}

type Contents = Awaited<ReturnType<typeof read>>;

const weightsOf = (outputs: readonly { shape: readonly number[] }[]) => {
  const random = createRandom(7);
  return outputs.map(({ shape }) => Float32Array.from({ length: sizeOf(shape) }, () => random.normal()));
};

type Differentiate = (loss: () => tf.Scalar, xs: tf.Tensor[]) => tf.Tensor[];

/** As training does it. */
export const byEngine: Differentiate = (loss, xs) =>
  valueAndGradients(loss, xs).gradients.map((gradient, i) => {
    if (gradient === undefined) throw new Error(`there is no gradient of [${xs[i]?.shape}]`);
    return gradient;
  });

/** As tfjs does it, adding up by operations of its own. */
export const byTfjs: Differentiate = (loss, xs) => tf.grads(loss)(xs);

/** ∂L/∂x for every differentiable x. */
export function gradientsOf(
  subject: KernelCase,
  run: (...inputs: tf.Tensor[]) => Result,
  differentiate = byEngine,
  inputs: tf.Tensor[] = tensorsOf(subject),
): tf.Tensor[] {
  const loss = () => {
    const outputs = listOf(run(...inputs));
    const weights = weightsOf(outputs);
    const parts = outputs.map((output, i) => tf.sum<tf.Scalar>(tf.mul(output, tf.tensor(weights[i] ?? [], output.shape))));
    return parts.reduce((sum, part) => tf.add(sum, part));
  };
  return differentiate(loss, inputs.filter((_, i) => subject.inputs[i]?.differentiable));
}

function compare(got: Contents, expected: Contents, tolerance: number, what: string): string | null {
  if (got.length !== expected.length) return `${got.length} ${what}s instead of ${expected.length}`;
  for (const [index, { shape, data }] of got.entries()) {
    const other = expected[index] ?? { shape: [], data: new Float32Array() };
    if (shape.join() !== other.shape.join()) return `${what} ${index} has the shape [${shape}] instead of [${other.shape}]`;
    for (let i = 0; i < data.length; i++) {
      const [value, wanted] = [data[i] ?? NaN, other.data[i] ?? NaN];
      if (!(Math.abs(value - wanted) <= tolerance * (1 + Math.abs(wanted)))) {
        return `${what} ${index} of [${shape}] is ${value} instead of ${wanted} at ${i}`;
      }
    }
  }
  return null;
}

const equalsReference: Check = async (subject) =>
  compare(
    await read(() => listOf(subject.operation(...tensorsOf(subject)))),
    await read(() => listOf(subject.reference(...tensorsOf(subject)))),
    subject.tolerance ?? 1e-4,
    "output",
  );

const hasReferenceGradients: Check = async (subject) =>
  compare(
    await read(() => gradientsOf(subject, (...xs) => subject.operation(...xs))),
    await read(() => gradientsOf(subject, (...xs) => subject.reference(...xs), byTfjs)),
    subject.tolerance ?? 1e-4,
    "gradient",
  );

const isDifferentiable = (subject: KernelCase) => subject.inputs.some(({ differentiable }) => differentiable);

function product(a: ArrayLike<number>, b: ArrayLike<number> = []): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? NaN) * (b[i] ?? NaN);
  return sum;
}

/** The gradient along one random direction against (L(x + h d) − L(x − h d)) / 2h, summed in double precision. */
const hasSlope: Check = async (subject) => {
  const h = 1e-2;
  const random = createRandom(11);
  const values = valuesOf(subject);
  const directions = subject.inputs.map(({ shape, differentiable }) =>
    Float64Array.from({ length: sizeOf(shape) }, () => (differentiable ? random.normal() : 0)),
  );
  const length = Math.sqrt(directions.reduce((sum, direction) => sum + direction.reduce((part, d) => part + d * d, 0), 0));
  const lossAt = async (step: number) => {
    const moved = values.map((data, i) => data.map((value, j) => value + (step * (directions[i]?.[j] ?? 0)) / length));
    const outputs = await read(() => listOf(subject.operation(...tensorsOf(subject, moved))));
    const weights = weightsOf(outputs);
    return outputs.reduce((sum, { data }, i) => sum + product(data, weights[i]), 0);
  };
  const slope = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);
  const gradients = await read(() => gradientsOf(subject, (...xs) => subject.operation(...xs)));
  const varied = directions.filter((_, i) => subject.inputs[i]?.differentiable);
  const along = gradients.reduce((sum, { data }, i) => sum + product(data, varied[i]), 0) / length;
  return Math.abs(along - slope) <= 5e-3 + 0.01 * Math.abs(slope) ? null : `the gradient goes ${along} along a slope of ${slope}`;
};

const numbersOf = (results: readonly tf.Tensor[]) => tf.concat(results.map((result) => tf.cast(tf.reshape(result, [-1]), "float32")));

/** A captured program gives the bits that tfjs gives, at its third run, on other numbers than it was captured with. */
export const replaysAlike: Check = async (subject) => {
  const operate = (...xs: tf.Tensor[]) => subject.operation(...xs);
  const step = (inputs: Readonly<Record<string, tf.Tensor>>) => {
    const xs = Object.values(inputs);
    const outputs = listOf(operate(...xs));
    return numbersOf(isDifferentiable(subject) ? [...outputs, ...gradientsOf(subject, operate, byEngine, xs)] : outputs);
  };
  const inputsOf = (seed: number) =>
    Object.fromEntries(valuesOf(subject, seed).map((data, i) => [`x${i}`, { shape: subject.inputs[i]?.shape ?? [], data }]));
  const program = await capture(step, inputsOf(1));
  for (const seed of [1, 2, 3]) program.run(inputsOf(seed));
  const replayed = await program.read();
  program.dispose();
  const [expected] = await read(() => [step(tensorsByName(inputsOf(3)))]);
  const at = replayed.findIndex((value, i) => !Object.is(value, expected?.data[i]));
  return at < 0 && replayed.length === expected?.data.length ? null : `replayed, it gives ${replayed[at]} instead of ${expected?.data[at]} at ${at}`;
};

/** Twice the same bits, the second time in memory that holds NaN: nothing is left unwritten or added to. */
const repeatsItself: Check = async (subject) => {
  const run = () => {
    const outputs = listOf(subject.operation(...tensorsOf(subject)));
    return isDifferentiable(subject) ? [...outputs, ...gradientsOf(subject, (...xs) => subject.operation(...xs))] : outputs;
  };
  const first = await read(run);
  // Backends with a pool give this memory to the next tensors of these sizes.
  await read(() => [...first, ...first].map(({ shape }) => tf.mul(tf.ones(shape), NaN)));
  const second = await read(run);
  const differs = first.findIndex(({ data }, i) => data.some((value, j) => !Object.is(value, second[i]?.data[j])));
  return differs < 0 ? null : `run again, result ${differs} of [${first[differs]?.shape}] has other bits`;
};

const keepsOnlyResults: Check = async (subject) => {
  const left = tf.tidy(() => {
    const inputs = tensorsOf(subject);
    const before = tf.memory().numTensors;
    const results = listOf(subject.operation(...inputs)).length;
    return tf.memory().numTensors - before - results;
  });
  if (left !== 0) return `${left} tensors are left beside its results`;
  if (!isDifferentiable(subject)) return null;
  const before = tf.memory().numTensors;
  const rest = tf.tidy(() => gradientsOf(subject, (...xs) => subject.operation(...xs)).length);
  return tf.memory().numTensors === before && rest > 0 ? null : "its gradients leave tensors behind";
};

/** By what a subject does when it passes. */
export function checksOf(subject: KernelCase): readonly (readonly [title: string, check: Check])[] {
  const always = [
    ["equals its reference", equalsReference],
    ["gives equal bits again in used memory", repeatsItself],
    ["keeps nothing but its results", keepsOnlyResults],
  ] as const;
  if (!isDifferentiable(subject)) return always;
  const gradients = ["has its reference's gradients", hasReferenceGradients] as const;
  return subject.smooth === false ? [...always, gradients] : [...always, gradients, ["has the slope of difference quotients", hasSlope]];
}
