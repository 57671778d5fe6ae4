import { linearNoNorm, linearNoNormReference } from "../../../src/engine/kernels/linear-no-norm.ts";
import * as tf from "../../../src/engine/tf.ts";
import { numbers, type KernelCase } from "../../suites/kernel-case.ts";

const subject = (title: string, rows: number, width: number, out: number, summed: boolean): KernelCase => {
  const run = (layer: typeof linearNoNorm) => (x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, ...rest: tf.Tensor2D[]) =>
    layer(x, { weight, bias, gamma, beta }, rest[0]);
  const row = numbers([out]);
  return {
    title,
    inputs: [numbers([rows, width]), numbers([out, width], 1 / Math.sqrt(width)), row, row, row, ...(summed ? [numbers([rows, out])] : [])],
    operation: run(linearNoNorm),
    reference: run(linearNoNormReference),
  };
};

/** The product adds to the gradient of x; that of the residual, which is no product, is added to as tfjs does. */
const shared = (subject: KernelCase): KernelCase => {
  const squared = (run: KernelCase["operation"]) => (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, residual: tf.Tensor) =>
    [run(x, weight, bias, gamma, beta, residual), tf.square(x), tf.square(residual)].flat();
  return { ...subject, title: "of a sum whose parts others read", operation: squared(subject.operation), reference: squared(subject.reference) };
};

export const cases: readonly KernelCase[] = [
  subject("alone", 7, 12, 8, false),
  subject("of a sum", 70, 9, 37, true),
  shared(subject("of a sum", 37, 18, 6, true)),
];
