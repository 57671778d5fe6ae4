import { it } from "vitest";
import { downstreamLosses } from "../../../src/distill/losses/downstream.ts";
import * as tf from "../../../src/engine/tf.ts";
import { describeBackends } from "../../suites/backend.ts";
import { expectClose, expectGradientByDifferences, valuesOf } from "../tensors.ts";

const batch = (weights: number[], targets: Record<string, tf.Tensor1D>) => {
  const sequences = tf.zeros<tf.Rank.R2>([weights.length, 1]);
  return { inputIds: sequences, tokenTypeIds: sequences, attentionMask: sequences, weights: tf.tensor1d(weights), ...targets };
};
const ids = (...values: number[]) => tf.tensor1d(values, "int32");
const [likely, unlikely] = [Math.log(4 / 3), Math.log(4)]; // of softmax([0, ln 3])

describeBackends("losses of downstream tasks", () => {
  it("of classes is the cross-entropy of the slots in use", async () => {
    const logits = tf.tensor2d([0, Math.log(3), Math.log(3), 0, 7, -7], [3, 2]);
    const loss = downstreamLosses.class(logits, batch([1, 1, 0], { labels: ids(1, 1, 1) }));
    expectClose(await valuesOf(loss), [(likely + unlikely) / 2], 1e-4);
  });

  it("of numbers is the mean square of the slots in use", async () => {
    const inputs = batch([1, 1, 0], { labels: tf.tensor1d([1, 5, 0]) });
    expectClose(await valuesOf(downstreamLosses.number(tf.tensor2d([3, 4, 99], [3, 1]), inputs)), [(4 + 1) / 2], 1e-6);
    const x = tf.tensor1d([3, 4, 99]);
    const gradient = tf.grad((y) => downstreamLosses.number(tf.reshape(y, [3, 1]), inputs))(x);
    expectClose(await valuesOf(gradient), [2, -1, 0], 1e-6);
  });

  it("of spans is the mean cross-entropy of beginning and end", async () => {
    // Beginnings over two tokens, then ends over two tokens.
    const logits = [0, Math.log(3), Math.log(3), 0, 9, -9, 9, -9];
    const inputs = batch([1, 0], { begins: ids(1, 1), ends: ids(1, 1) });
    expectClose(await valuesOf(downstreamLosses.span(tf.tensor2d(logits, [2, 4]), inputs)), [(likely + unlikely) / 2], 1e-4);
    await expectGradientByDifferences((x) => downstreamLosses.span(tf.reshape(x, [2, 4]), inputs), [8], logits.map((value) => value / 9));
  });
});
