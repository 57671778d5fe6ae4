import type { ActivationName } from "../../../src/engine/kernels/activation.ts";
import { feedForward, feedForwardReference } from "../../../src/engine/kernels/feed-forward.ts";
import * as tf from "../../../src/engine/tf.ts";
import { numbers, type KernelCase } from "../../suites/kernel-case.ts";

const subject = (title: string, activation: ActivationName, [rows, width, inner]: readonly [number, number, number], isRead = false): KernelCase => {
  const run = (network: typeof feedForward) => (x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor, outer: tf.Tensor, outerBias: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
    const y = network(x, { weight, bias, activation }, { weight: outer, bias: outerBias, gamma, beta });
    return isRead ? [y, tf.square(x)] : [y];
  };
  const row = numbers([width]);
  return {
    title,
    inputs: [
      numbers([rows, width]),
      numbers([inner, width], 1 / Math.sqrt(width)),
      numbers([inner]),
      numbers([width, inner], 1 / Math.sqrt(inner)),
      row,
      row,
      row,
    ],
    operation: run(feedForward),
    reference: run(feedForwardReference),
  };
};

export const cases: readonly KernelCase[] = [
  subject("with relu", "relu", [7, 12, 20]),
  subject("with gelu, no multiple of a tile", "gelu", [37, 18, 45]),
  // Its product adds to what the square gave.
  subject("of an input that others read", "gelu_new", [34, 6, 5], true),
];
