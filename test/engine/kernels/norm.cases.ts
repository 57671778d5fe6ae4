import { layerNorm, layerNormReference, noNorm, noNormReference } from "../../../src/engine/kernels/norm.ts";
import type * as tf from "../../../src/engine/tf.ts";
import { numbers, type KernelCase } from "../../suites/kernel-case.ts";

const inputs = [numbers([5, 4]), numbers([4]), numbers([4])];

export const cases: readonly KernelCase[] = [
  { title: "NoNorm", inputs, operation: noNorm, reference: noNormReference },
  {
    title: "LayerNorm",
    inputs,
    operation: (x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor) => layerNorm(x, gamma, beta, 1e-5),
    reference: (x: tf.Tensor2D, gamma: tf.Tensor, beta: tf.Tensor) => layerNormReference(x, gamma, beta, 1e-5),
  },
];
