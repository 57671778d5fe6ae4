import { expect, it } from "vitest";
import { valueAndGradients } from "../../src/engine/gradients.ts";
import { withGradient } from "../../src/engine/kernels/gradient.ts";
import * as tf from "../../src/engine/tf.ts";
import { describeBackends } from "../suites/backend.ts";

/** Σ factor x, whose gradient adds what is there already. @param seen gets what was there */
const weighed = (x: tf.Tensor, factor: number, seen: (tf.Tensor | undefined)[] = []) =>
  withGradient<tf.Scalar>(
    [x],
    () => tf.sum(tf.mul(x, factor)),
    (dy, _, sumSoFar) => {
      const [own, sum] = [tf.mul(tf.onesLike(x), tf.mul(dy, factor)), sumSoFar(0)];
      seen.push(sum);
      return [sum === undefined ? own : tf.add(own, sum)];
    },
  );

/** a + 10 b, whose gradient adds to both. */
const sumOfTwo = (a: tf.Scalar, b: tf.Scalar) =>
  withGradient<tf.Scalar>(
    [a, b],
    () => tf.add(a, tf.mul(b, 10)),
    (dy, _, sumSoFar) => [1, 10].map((factor, i) => tf.add(tf.mul(dy, factor), sumSoFar(i) ?? 0)),
  );

const squared = (x: tf.Tensor) => tf.sum<tf.Scalar>(tf.square(x));
const total = (parts: readonly tf.Scalar[]) => parts.reduce((sum, part) => tf.add(sum, part));

describeBackends("gradients", () => {
  // x = (1, −2); x² gives 2 x.
  it.each([
    { title: "alone", of: (x: tf.Tensor) => [weighed(x, 3)], gradient: [3, 3] },
    { title: "after one that only gives", of: (x: tf.Tensor) => [squared(x), weighed(x, 3)], gradient: [5, -1] },
    { title: "before one that only gives", of: (x: tf.Tensor) => [weighed(x, 3), squared(x)], gradient: [5, -1] },
    { title: "around one that only gives", of: (x: tf.Tensor) => [weighed(x, 3), squared(x), weighed(x, 10)], gradient: [15, 9] },
  ])("are whole where an operation that takes sums reads $title", async ({ of, gradient }) => {
    const x = tf.tensor1d([1, -2]);
    const { gradients } = valueAndGradients(() => total(of(x)), [x]);
    expect(await gradients[0]?.data()).toEqual(Float32Array.from(gradient));
  });

  it("give an operation the sum of those that read after it, and free it then", async () => {
    const x = tf.tensor1d([1, -2]);
    const seen: (tf.Tensor | undefined)[] = [];
    const { value, gradients } = valueAndGradients(() => total([weighed(x, 3, seen), weighed(x, 4, seen), weighed(tf.neg(x), 5, seen)]), [x]);
    expect(await value.data()).toEqual(Float32Array.of(-2));
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(2, 2));
    // From the last: of −x, which nobody else reads; 5 by way of it; 4 more.
    expect(seen.map((sum) => sum?.isDisposed)).toEqual([undefined, true, true]);
  });

  it("give a sum once to an operation that reads a tensor twice", async () => {
    const x = tf.scalar(3);
    const { gradients } = valueAndGradients(() => tf.add(sumOfTwo(x, x), tf.square(x)), [x]);
    expect(await gradients[0]?.data()).toEqual(Float32Array.of(17));
  });

  it("are undefined of what the value does not depend on", () => {
    const [x, y] = [tf.scalar(3), tf.scalar(5)];
    expect(valueAndGradients(() => tf.square(x), [y, x]).gradients.map((gradient) => gradient === undefined)).toEqual([true, false]);
  });

  it("leave nothing behind, also when an operation fails", () => {
    const x = tf.tensor1d([1, -2]);
    const before = tf.memory().numTensors;
    tf.dispose(valueAndGradients(() => total([weighed(x, 3), squared(x)]), [x]));
    expect(tf.memory().numTensors).toBe(before);

    const fail = (): never => {
      throw new Error("no gradient today");
    };
    tf.tidy(() => {
      const failing = () => total([withGradient<tf.Scalar>([x], () => squared(x), fail), squared(x)]);
      expect(() => valueAndGradients(failing, [x])).toThrow("today");
      expect(() => valueAndGradients(fail, [x])).toThrow("today");
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.engine().isTapeOn()).toBe(false);
  });
});
