import { beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { heapOf } from "../../../src/engine/kernels/heap.ts";
import * as tf from "../../../src/engine/tf.ts";
import { startBackend } from "../../suites/backend.ts";

const random = createRandom(3);
const numbers = (...shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
});
type Numbers = ReturnType<typeof numbers>;

/** The product by its definition. */
function expected(a: Numbers, b: Numbers, transposeA: boolean, transposeB: boolean, bias?: Numbers): number[] {
  const [rowsA = 1, columnsA = 1] = a.shape.slice(-2);
  const [rowsB = 1, columnsB = 1] = b.shape.slice(-2);
  const [left, inner] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const right = transposeB ? rowsB : columnsB;
  const [batchA, batchB] = [a, b].map(({ shape }) => (shape.length === 3 ? (shape[0] ?? 1) : 1)) as [number, number];
  const result: number[] = [];
  for (let n = 0; n < Math.max(batchA, batchB); n++) {
    const fromA = (n % batchA) * rowsA * columnsA;
    const fromB = (n % batchB) * rowsB * columnsB;
    for (let i = 0; i < left; i++) {
      for (let j = 0; j < right; j++) {
        let sum = bias?.data[j] ?? 0;
        for (let k = 0; k < inner; k++) {
          const x = a.data[fromA + (transposeA ? k * columnsA + i : i * columnsA + k)] ?? NaN;
          const y = b.data[fromB + (transposeB ? j * columnsB + k : k * columnsB + j)] ?? NaN;
          sum += x * y;
        }
        result.push(sum);
      }
    }
  }
  return result;
}

async function expectProduct(product: () => tf.Tensor, values: readonly number[]): Promise<void> {
  const before = tf.memory().numTensors;
  const tensor = tf.tidy(product);
  expect(tf.memory().numTensors).toBe(before + 1);
  const got = await tensor.data();
  tensor.dispose();
  expect(got).toHaveLength(values.length);
  got.forEach((value, i) => expect(value).toBeCloseTo(values[i] ?? NaN, 3));
}

const asTensor = ({ shape, data }: Numbers) => tf.tensor(data, shape);
const swapped = (shape: readonly number[], swap: boolean) => (swap ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : [...shape]);

describe("products on wasm", () => {
  beforeAll(() => startBackend("wasm"));

  const shapes = [
    { title: "two matrices", a: [5, 7], b: [7, 3] },
    { title: "two batches", a: [4, 5, 7], b: [4, 7, 3] },
    { title: "a batch and one matrix", a: [4, 5, 7], b: [7, 3] },
    { title: "one matrix and a batch", a: [5, 7], b: [4, 7, 3] },
    { title: "a narrow matrix and a wide one", a: [4, 60], b: [60, 50] },
    { title: "narrow batches and wide ones", a: [3, 2, 9], b: [3, 9, 8] },
  ];
  const transpositions = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));

  describe.each(shapes)("of $title", ({ a, b }) => {
    it.each(transpositions)("transposing a: %s, b: %s", async (transposeA, transposeB) => {
      const x = numbers(...swapped(a, transposeA));
      const y = numbers(...swapped(b, transposeB));
      await expectProduct(() => tf.matMul(asTensor(x), asTensor(y), transposeA, transposeB), expected(x, y, transposeA, transposeB));
    });
  });

  it.each(transpositions)("adds a fused bias to every row, transposing a: %s, b: %s", async (transposeA, transposeB) => {
    const x = numbers(...swapped([60, 50], transposeA));
    const y = numbers(...swapped([50, 9], transposeB));
    const bias = numbers(9);
    const fused = () => tf.fused.matMul({ a: asTensor(x), b: asTensor(y), transposeA, transposeB, bias: asTensor(bias) });
    await expectProduct(fused, expected(x, y, transposeA, transposeB, bias));
  });

  it("applies a fused activation", async () => {
    const product = () => tf.fused.matMul({ a: tf.tensor2d([[1, -1]]), b: tf.tensor2d([[1, 2], [3, 1]]), activation: "relu" });
    await expectProduct(product, [0, 1]);
  });

  it("says so when an activation cannot be fused", () => {
    const product = () => tf.fused.matMul({ a: tf.ones([1, 2]), b: tf.ones([2, 2]), activation: "elu" });
    expect(() => tf.tidy(product)).toThrow('not fused on wasm: "elu"');
  });

  it("sees that a weight was assigned", async () => {
    const weight = tf.variable(tf.tensor2d([[1, 0], [0, 1]]));
    const x = tf.tensor2d([[3, 4]]);
    expect([...(await tf.matMul(x, weight, false, true).data())]).toEqual([3, 4]);
    weight.assign(tf.tensor2d([[0, 1], [1, 0]]));
    expect([...(await tf.matMul(x, weight, false, true).data())]).toEqual([4, 3]);
    expect([...(await tf.matMul(x, weight).data())]).toEqual([4, 3]);
  });

  it("sees that a weight was written in place", async () => {
    const weight = tf.tensor2d([[1, 0], [0, 1]]);
    const x = tf.tensor2d([[3, 4]]);
    expect([...(await tf.matMul(x, weight).data())]).toEqual([3, 4]);
    heapOf(tf.backend()).floats(weight).set([0, 1, 1, 0]);
    expect([...(await tf.matMul(x, weight).data())]).toEqual([4, 3]);
  });
});
