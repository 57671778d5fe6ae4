import { beforeAll, describe, expect, it } from "vitest";
import * as tf from "../../../src/engine/tf.ts";
import { startBackend } from "../../suites/backend.ts";

describe("clones on wasm", () => {
  beforeAll(() => startBackend("wasm"));

  it("share memory that lives as long as one of them", async () => {
    const before = tf.memory().numDataBuffers;
    const x = tf.tensor1d([1, 2, 3]);
    const copies = [tf.clone(x), tf.cast(x, "float32")];
    expect(tf.memory().numDataBuffers).toBe(before + 1);
    x.dispose();
    for (const copy of copies) expect([...(await copy.data())]).toEqual([1, 2, 3]);
    for (const copy of copies) copy.dispose();
    expect(tf.memory().numDataBuffers).toBe(before);
  });

  it("of another type do not", async () => {
    const x = tf.tensor1d([1.5, -2.5]);
    const whole = tf.cast(x, "int32");
    expect([...(await whole.data())]).toEqual([1, -2]);
    expect([...(await x.data())]).toEqual([1.5, -2.5]);
  });

  it("stay as they were when their variable is assigned", async () => {
    const variable = tf.variable(tf.tensor1d([1]));
    const copy = tf.clone(variable);
    variable.assign(tf.tensor1d([2]));
    expect([...(await copy.data()), ...(await variable.data())]).toEqual([1, 2]);
  });
});
