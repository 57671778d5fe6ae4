import { featureLoss, featureLossReference, type FeatureWeights } from "../../../src/engine/kernels/feature-loss.ts";
import type * as tf from "../../../src/engine/tf.ts";
import { constants, numbers, type KernelCase } from "../../suites/kernel-case.ts";

type Loss = typeof featureLoss;

const subject = (title: string, rows: number, channels: number, weights: FeatureWeights): KernelCase => {
  const run = (loss: Loss) => (x: tf.Tensor2D, t: tf.Tensor2D, shares: tf.Tensor1D) => loss(x, t, shares, weights);
  return {
    title,
    // The last row is padding.
    inputs: [numbers([rows, channels]), constants([rows, channels]), constants([rows], (_, row) => (row === rows - 1 && rows > 1 ? 0 : 1 / rows))],
    operation: run(featureLoss),
    reference: run(featureLossReference),
  };
};

export const cases: readonly KernelCase[] = [
  subject("map, mean and variance", 5, 130, { map: 3, mean: 5, variance: 0.5 }),
  subject("map alone", 4, 7, { map: 2, mean: 0, variance: 0 }),
  subject("mean alone", 1, 33, { map: 0, mean: 2, variance: 0 }),
  subject("variance alone", 3, 512, { map: 0, mean: 0, variance: 2 }),
  subject("one channel", 2, 1, { map: 1, mean: 1, variance: 1 }),
];
