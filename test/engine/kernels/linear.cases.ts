import { activate, type ActivationName } from "../../../src/engine/kernels/activation.ts";
import { linear, linearReference } from "../../../src/engine/kernels/linear.ts";
import * as tf from "../../../src/engine/tf.ts";
import { numbers, type KernelCase } from "../../suites/kernel-case.ts";

const inputs = (rows: number, width: number, out: number) => [numbers([rows, width]), numbers([out, width], 1 / Math.sqrt(width)), numbers([out])];

const shaped = (title: string, rows: number, width: number, out: number): KernelCase => ({
  title,
  inputs: inputs(rows, width, out),
  operation: (x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor) => linear(x, weight, bias),
  reference: linearReference,
});

const activated = (name: ActivationName, rows: number, width: number, out: number): KernelCase => ({
  title: `with ${name}`,
  inputs: inputs(rows, width, out),
  operation: (x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor) => linear(x, weight, bias, name),
  reference: (x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor) => activate(name, linearReference(x, weight, bias)),
});

/** What is first in its gradient's sum, the square's part, and what is in between, are added to in two products. */
const shared = (rows: number, width: number, out: number): KernelCase => {
  const run = (layer: (...given: Parameters<typeof linear>) => tf.Tensor) => (x: tf.Tensor2D, weight: tf.Tensor, bias: tf.Tensor, other: tf.Tensor) => [
    layer(x, weight, bias, "gelu"),
    layer(x, other, bias),
    tf.square(x),
  ];
  return {
    title: "of an input that others read",
    inputs: [...inputs(rows, width, out), numbers([out, width], 1 / Math.sqrt(width))],
    operation: run(linear),
    reference: run((x, weight, bias, name = "none") => {
      const z = linearReference(x, weight, bias);
      return name === "none" ? z : activate(name, z);
    }),
  };
};

export const cases: readonly KernelCase[] = [
  shaped("one row", 1, 12, 8),
  shaped("no multiple of a tile", 37, 70, 45),
  shaped("a long inner dimension, many rows", 260, 270, 4),
  // A slope along 244 thousand weights says less than the reference's gradient, and takes long on an emulated GPU.
  { ...shaped("a large vocabulary", 3, 8, 30522), smooth: false },
  activated("relu", 7, 20, 36),
  activated("gelu", 7, 20, 36),
  activated("gelu_new", 34, 6, 5),
  shared(37, 45, 70),
];
