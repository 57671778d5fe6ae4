import { layerNorm, layerNormReference } from "../../../src/engine/kernels/layer-norm.ts";
import type * as tf from "../../../src/engine/tf.ts";
import { numbers, type KernelCase } from "../../suites/kernel-case.ts";

const subject = (title: string, rows: number, channels: number, summed: boolean): KernelCase => {
  const run = (norm: typeof layerNorm) => (x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, ...rest: tf.Tensor2D[]) =>
    norm(x, gamma, beta, 1e-5, rest[0]);
  return {
    title,
    inputs: [numbers([rows, channels]), numbers([channels]), numbers([channels]), ...(summed ? [numbers([rows, channels])] : [])],
    operation: run(layerNorm),
    reference: run(layerNormReference),
  };
};

export const cases: readonly KernelCase[] = [
  subject("alone", 70, 136, false),
  subject("of a sum", 5, 9, true),
];
