import { expect, it } from "vitest";
import * as tf from "../../../src/engine/tf.ts";
import { describeBackends } from "../../suites/backend.ts";

describeBackends("kernels over rows", () => {
  const matrix = () => tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  const valuesOf = async (tensor: tf.Tensor) => ({ shape: tensor.shape, values: [...(await tensor.data())] });

  it("gathers rows, repeated and in any order", async () => {
    const rows = tf.gather(matrix(), tf.tensor1d([2, 0, 2], "int32"));
    expect(await valuesOf(rows)).toEqual({ shape: [3, 2], values: [5, 6, 1, 2, 5, 6] });
    const table = tf.gather(tf.tensor1d([7, 8]), tf.tensor2d([1, 0, 1, 1], [2, 2], "int32"));
    expect(await valuesOf(table)).toEqual({ shape: [2, 2], values: [8, 7, 8, 8] });
  });

  it("gathers columns as ever", async () => {
    const columns = tf.gather(matrix(), tf.tensor1d([1], "int32"), 1);
    expect(await valuesOf(columns)).toEqual({ shape: [3, 1], values: [2, 4, 6] });
  });

  it("sums over rows, with or without keeping the axis", async () => {
    expect(await valuesOf(tf.sum(matrix(), 0))).toEqual({ shape: [2], values: [9, 12] });
    expect(await valuesOf(tf.sum(matrix(), 0, true))).toEqual({ shape: [1, 2], values: [9, 12] });
  });

  it("sums rows four at once and the rest", async () => {
    // Column sums of 0, 1, …, 11 in 6 rows of 2: 0 + 2 + … + 10 and 1 + 3 + … + 11.
    expect(await valuesOf(tf.sum(tf.reshape(tf.range(0, 12), [6, 2]), 0))).toEqual({ shape: [2], values: [30, 36] });
  });

  it("sums over other axes as ever", async () => {
    expect(await valuesOf(tf.sum(matrix(), 1))).toEqual({ shape: [3], values: [3, 7, 11] });
    expect(await valuesOf(tf.sum(matrix()))).toEqual({ shape: [], values: [21] });
    expect(await valuesOf(tf.sum(tf.reshape(matrix(), [3, 1, 2]), 0))).toEqual({ shape: [1, 2], values: [9, 12] });
  });
});
