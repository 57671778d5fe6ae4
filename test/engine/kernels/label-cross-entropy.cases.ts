import { labelCrossEntropy, labelCrossEntropyReference } from "../../../src/engine/kernels/label-cross-entropy.ts";
import type * as tf from "../../../src/engine/tf.ts";
import { constants, integers, numbers, type CaseInput, type KernelCase } from "../../suites/kernel-case.ts";

type Loss = typeof labelCrossEntropy;

/** Some slots are unused. */
const weights = (N: number) => constants([N], (_, n) => (n % 3 === 1 ? 0 : 1));

/** Different words in a row: every 7th or so from the row's own start. */
const words = (N: number, k: number, V: number): CaseInput => ({
  ...integers([N, k], V),
  value: (_, index) => (Math.floor(index / k) + (index % k) * Math.max(1, Math.floor(V / k))) % V,
});

/** Most of the probability, the first word the likeliest. */
const probabilities = (N: number, k: number, sum: number) => constants([N, k], (_, index) => (sum * 2 * (k - (index % k))) / (k * (k + 1)));

const hard = (title: string, N: number, V: number): KernelCase => {
  const run = (loss: Loss) => (x: tf.Tensor2D, y: tf.Tensor1D, w: tf.Tensor1D) => loss(x, y, w, null);
  return {
    title,
    inputs: [numbers([N, V], 3), integers([N], V), weights(N)],
    operation: run(labelCrossEntropy),
    reference: run(labelCrossEntropyReference),
  };
};

const distilled = (title: string, N: number, V: number, k: number, sum: number, groundTruthShare: number): KernelCase => {
  const run = (loss: Loss) => (x: tf.Tensor2D, y: tf.Tensor1D, w: tf.Tensor1D, ids: tf.Tensor2D, q: tf.Tensor2D) =>
    loss(x, y, w, { ids, probabilities: q, groundTruthShare });
  return {
    title,
    inputs: [numbers([N, V], 3), integers([N], V), weights(N), words(N, k, V), probabilities(N, k, sum)],
    operation: run(labelCrossEntropy),
    reference: run(labelCrossEntropyReference),
  };
};

export const cases: readonly KernelCase[] = [
  hard("labels", 5, 37),
  hard("labels, one row of one word", 1, 1),
  hard("labels of a large vocabulary", 2, 30522),
  {
    title: "labels, unweighted",
    inputs: [numbers([7, 2]), integers([7], 2)],
    operation: (x: tf.Tensor2D, y: tf.Tensor1D) => labelCrossEntropy(x, y, null, null),
    reference: (x: tf.Tensor2D, y: tf.Tensor1D) => labelCrossEntropyReference(x, y, null, null),
  },
  distilled("a teacher's words", 5, 37, 6, 0.8, 0.5),
  distilled("a teacher's words that are all there are", 4, 6, 6, 1, 0.3),
  distilled("a teacher's words alone", 2, 1100, 128, 0.95, 0),
  distilled("a teacher's words of a large vocabulary", 2, 30522, 128, 0.9, 0.5),
];
