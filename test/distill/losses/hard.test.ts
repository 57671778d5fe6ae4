import { expect, it } from "vitest";
import { maskedLanguageLoss } from "../../../src/distill/losses/masked-language.ts";
import { nextSentenceLoss } from "../../../src/distill/losses/next-sentence.ts";
import { labelCrossEntropy } from "../../../src/engine/kernels/label-cross-entropy.ts";
import * as tf from "../../../src/engine/tf.ts";
import { describeBackends } from "../../suites/backend.ts";
import { expectClose, expectGradientByDifferences, valuesOf } from "../tensors.ts";

describeBackends("losses on labels", () => {
  it("has the value and the gradient of cross-entropy that can be worked out by hand", async () => {
    // softmax([0, ln 3]) = [1/4, 3/4]; against the first word the loss is ln 4 and the gradient [-3/4, 3/4].
    const logits = tf.tensor2d([0, Math.log(3)], [1, 2]);
    const loss = (x: tf.Tensor) => tf.mul<tf.Scalar>(labelCrossEntropy(tf.reshape(x, [1, 2]), tf.tensor1d([0], "int32"), null, null), 0.5);
    expectClose(await valuesOf(loss(logits)), [0.5 * Math.log(4)], 1e-6);
    expectClose(await valuesOf(tf.grad(loss)(logits)), [-0.375, 0.375], 1e-6);
  });

  it("stays finite and exact at logits of a million", async () => {
    // A network without norms reaches them; the naive exponential would overflow.
    const logits = tf.tensor2d([1e6, 0, -1e9], [1, 3]);
    const loss = (x: tf.Tensor) => labelCrossEntropy(tf.reshape(x, [1, 3]), tf.tensor1d([1], "int32"), null, null);
    expectClose(await valuesOf(loss(logits)), [1e6], 1e-6);
    expectClose(await valuesOf(tf.grad(loss)(logits)), [1, -1, 0], 1e-6);
  });

  it("averages masked language modelling over used slots only", async () => {
    // Two used slots: -ln softmax([0, ln 3])₁ = ln 4/3 and, uniform over 2, ln 2. The third slot has weight 0.
    const logits = tf.tensor2d([0, Math.log(3), 5, 5, 100, -100], [3, 2]);
    const labels = tf.tensor1d([1, 0, 1], "int32");
    const weights = tf.tensor1d([1, 1, 0]);
    const loss = (x: tf.Tensor) => maskedLanguageLoss(tf.reshape(x, [3, 2]), labels, weights, null);
    expectClose(await valuesOf(loss(logits)), [(Math.log(4 / 3) + Math.log(2)) / 2], 1e-5);
    // (p − t) / 2, and nothing from the unused slot.
    expectClose(await valuesOf(tf.grad(loss)(logits)), [0.125, -0.125, -0.25, 0.25, 0, 0], 1e-5);
  });

  it("mixes hard and soft labels by the ground truth's share", async () => {
    // Target 0.5 [0, 1] + 0.5 [0.6, 0.4] = [0.3, 0.7] against p = [1/4, 3/4]: gradient [-0.05, 0.05].
    const logits = tf.tensor2d([0, Math.log(3)], [1, 2]);
    const soft = { ids: tf.tensor2d([0, 1], [1, 2], "int32"), probabilities: tf.tensor2d([0.6, 0.4], [1, 2]), groundTruthShare: 0.5 };
    const loss = (x: tf.Tensor) =>
      maskedLanguageLoss(tf.reshape(x, [1, 2]), tf.tensor1d([1], "int32"), tf.tensor1d([1]), soft);
    expectClose(await valuesOf(loss(logits)), [-0.3 * Math.log(1 / 4) - 0.7 * Math.log(3 / 4)], 2e-5);
    expectClose(await valuesOf(tf.grad(loss)(logits)), [-0.05, 0.05], 1e-5);
  });

  it("spreads what the teacher's words leave over the others", async () => {
    // Of four words one is known, 0.4: the others get 0.2 each. p = [1/2, 1/6, 1/6, 1/6]: gradient p − [0.2, 0.4, 0.2, 0.2].
    const logits = tf.tensor2d([Math.log(3), 0, 0, 0], [1, 4]);
    const soft = { ids: tf.tensor2d([1], [1, 1], "int32"), probabilities: tf.tensor2d([0.4], [1, 1]), groundTruthShare: 0 };
    const loss = (x: tf.Tensor) =>
      maskedLanguageLoss(tf.reshape(x, [1, 4]), tf.tensor1d([0], "int32"), tf.tensor1d([1]), soft);
    expectClose(await valuesOf(loss(logits)), [0.2 * Math.log(2) + 0.8 * Math.log(6)], 2e-5);
    expectClose(await valuesOf(tf.grad(loss)(logits)), [0.3, 1 / 6 - 0.4, 1 / 6 - 0.2, 1 / 6 - 0.2], 1e-5);
  });

  it("is zero, not NaN, in a batch without hidden tokens", async () => {
    const loss = maskedLanguageLoss(tf.tensor2d([1, 2], [1, 2]), tf.tensor1d([0], "int32"), tf.tensor1d([0]), null);
    expect(await valuesOf(loss)).toEqual([0]);
  });

  it("averages next-sentence prediction over the batch", async () => {
    const logits = tf.tensor2d([0, Math.log(3), 2, 2], [2, 2]);
    const loss = (x: tf.Tensor) => nextSentenceLoss(tf.reshape(x, [2, 2]), tf.tensor1d([1, 0], "int32"));
    expectClose(await valuesOf(loss(logits)), [(Math.log(4 / 3) + Math.log(2)) / 2], 1e-6);
    await expectGradientByDifferences(loss, [2, 2], [0.3, -0.4, 1.2, 0.7]);
  });
});
