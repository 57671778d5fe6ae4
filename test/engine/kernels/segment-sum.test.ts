import { expect, it } from "vitest";
import { registerKernels } from "../../../src/engine/kernels/index.ts";
import * as tf from "../../../src/engine/tf.ts";
import { createRandom } from "../../../src/base/random.ts";
import { describeBackends } from "../../suites/backend.ts";

describeBackends("the segment sum", (backend) => {
  it("adds rows of one segment and leaves others zero", async () => {
    const x = tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8]]);
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, 2], "int32"), 4);
    expect(sums.shape).toEqual([4, 2]);
    expect([...(await sums.data())]).toEqual([3, 4, 0, 0, 13, 16, 0, 0]);
  });

  it("is the gradient of gather", async () => {
    const table = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
    const weights = tf.tensor2d([[1, 10], [100, 1000], [10_000, 100_000]]);
    const ids = tf.tensor1d([1, 1, 2], "int32");
    const gradient = tf.grad((t) => tf.sum(tf.mul(tf.gather(t, ids), weights)))(table);
    expect([...(await gradient.data())]).toEqual([0, 0, 101, 1010, 10_000, 100_000]);
  });

  it("equals the product with one-hot rows", async () => {
    const random = createRandom(1);
    const x = tf.tensor2d(Float32Array.from({ length: 50 * 7 }, () => random.normal()), [50, 7]);
    const ids = tf.tensor1d(Int32Array.from({ length: 50 }, () => random.integer(9)), "int32");
    const expected = await tf.matMul(tf.oneHot(ids, 9), x, true, false).data();
    const got = await tf.unsortedSegmentSum(x, ids, 9).data();
    got.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
  });

  it("leaves out ids outside the segments", async () => {
    const sums = tf.unsortedSegmentSum(tf.tensor2d([[1], [2], [4]]), tf.tensor1d([-1, 1, 2], "int32"), 2);
    expect([...(await sums.data())]).toEqual([0, 2]);
  });

  it("gives equal bits when registered again", async () => {
    const sum = () => tf.unsortedSegmentSum(tf.tensor2d([[0.1], [0.2]]), tf.tensor1d([0, 0], "int32"), 1).data();
    const before = await sum();
    registerKernels(backend);
    registerKernels(backend);
    expect(await sum()).toEqual(before);
  });

  it("owns nothing but its result", () => {
    const x = tf.zeros([3, 2]);
    const ids = tf.tensor1d([0, 1, 0], "int32");
    const before = tf.memory().numTensors;
    const sums = tf.unsortedSegmentSum(x, ids, 2);
    expect(tf.memory().numTensors).toBe(before + 1);
    sums.dispose();
  });
});

