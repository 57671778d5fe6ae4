/** Every operation with a gradient of its own against its composition of tfjs's operations. */
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { gelu, geluReference } from "../../../src/engine/kernels/activation.ts";
import { embedding, embeddingReference } from "../../../src/engine/kernels/embedding.ts";
import { linear, linearReference } from "../../../src/engine/kernels/linear.ts";
import { layerNorm, layerNormReference, noNorm, noNormReference } from "../../../src/engine/kernels/norm.ts";
import { trigrams, trigramsReference } from "../../../src/engine/kernels/trigram.ts";
import * as tf from "../../../src/engine/tf.ts";
import { describeBackends } from "../../suites/backend.ts";

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

interface Case {
  readonly title: string;
  readonly shapes: readonly (readonly number[])[];
  readonly operation: Operation;
  readonly reference: Operation;
}

const matrix = (x: tf.Tensor | undefined) => tf.reshape<tf.Rank.R2>(x ?? tf.scalar(NaN), [x?.shape[0] ?? 0, x?.shape[1] ?? 0]);
const cube = (x: tf.Tensor | undefined) => tf.reshape<tf.Rank.R3>(x ?? tf.scalar(NaN), [x?.shape[0] ?? 0, x?.shape[1] ?? 0, x?.shape[2] ?? 0]);
const vector = (x: tf.Tensor | undefined) => x ?? tf.scalar(NaN);
const ids = () => tf.tensor1d([2, 0, 2, 4], "int32");

const cases: readonly Case[] = [
  {
    title: "linear, narrowing",
    shapes: [[5, 9], [3, 9], [3]],
    operation: (x, w, b) => linear(matrix(x), vector(w), vector(b)),
    reference: (x, w, b) => linearReference(matrix(x), vector(w), vector(b)),
  },
  {
    title: "linear, widening",
    shapes: [[5, 3], [9, 3], [9]],
    operation: (x, w, b) => linear(matrix(x), vector(w), vector(b)),
    reference: (x, w, b) => linearReference(matrix(x), vector(w), vector(b)),
  },
  {
    title: "NoNorm",
    shapes: [[5, 4], [4], [4]],
    operation: (x, gamma, beta) => noNorm(matrix(x), vector(gamma), vector(beta)),
    reference: (x, gamma, beta) => noNormReference(matrix(x), vector(gamma), vector(beta)),
  },
  {
    title: "LayerNorm",
    shapes: [[5, 4], [4], [4]],
    operation: (x, gamma, beta) => layerNorm(matrix(x), vector(gamma), vector(beta), 1e-5),
    reference: (x, gamma, beta) => layerNormReference(matrix(x), vector(gamma), vector(beta), 1e-5),
  },
  { title: "gelu", shapes: [[6, 5]], operation: (x) => gelu(matrix(x)), reference: (x) => geluReference(matrix(x)) },
  {
    title: "embedding",
    shapes: [[5, 3]],
    operation: (table) => embedding(vector(table), ids()),
    reference: (table) => embeddingReference(vector(table), ids()),
  },
  { title: "trigrams", shapes: [[2, 4, 3]], operation: (x) => trigrams(cube(x)), reference: (x) => trigramsReference(cube(x)) },
];

async function expectClose(got: tf.Tensor, expected: tf.Tensor): Promise<void> {
  expect(got.shape).toEqual(expected.shape);
  const [values, others] = await Promise.all([got.data(), expected.data()]);
  values.forEach((value, i) => expect(value).toBeCloseTo(others[i] ?? NaN, 4));
}

describeBackends("operations with their own gradients", () => {
  describe.each(cases)("$title", ({ shapes, operation, reference }) => {
    const random = createRandom(shapes.length);
    const numbers = (shape: readonly number[]) =>
      tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()), [...shape]);

    it("equals its reference", async () => {
      const inputs = shapes.map(numbers);
      await expectClose(operation(...inputs), reference(...inputs));
    });

    it("has its reference's gradients", async () => {
      const inputs = shapes.map(numbers);
      const weights = numbers(reference(...inputs).shape);
      const gradients = (f: Operation) => tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(f(...xs), weights)))(inputs);
      const [got, expected] = [gradients(operation), gradients(reference)];
      for (const [i, gradient] of got.entries()) await expectClose(gradient, expected[i] ?? tf.scalar(NaN));
    });

    it("keeps nothing but its results", () => {
      tf.tidy(() => {
        const inputs = shapes.map(numbers);
        const before = tf.memory().numTensors;
        const results = tf.grads((...xs: tf.Tensor[]) => tf.sum(operation(...xs)))(inputs);
        expect(tf.memory().numTensors - before).toBe(results.length);
      });
    });
  });
});
