import { noNorm, noNormReference } from "../../../src/engine/kernels/no-norm.ts";
import type * as tf from "../../../src/engine/tf.ts";
import { numbers, type KernelCase } from "../../suites/kernel-case.ts";

const inputs = (rows: number, channels: number) => [numbers([rows, channels]), numbers([channels]), numbers([channels])];

const run = (norm: typeof noNorm) => (x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor, residual: tf.Tensor2D) => norm(x, gamma, beta, residual);

export const cases: readonly KernelCase[] = [
  {
    title: "alone",
    inputs: inputs(130, 24),
    operation: (x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor) => noNorm(x, gamma, beta),
    reference: (x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor) => noNormReference(x, gamma, beta),
  },
  { title: "of a sum", inputs: [...inputs(5, 19), numbers([5, 19])], operation: run(noNorm), reference: run(noNormReference) },
];
