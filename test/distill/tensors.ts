/** Small helpers around tensors for the tests of distillation. */
import { expect } from "vitest";
import type { NamedTensors } from "../../src/base/tensors.ts";
import * as tf from "../../src/engine/tf.ts";

export async function valuesOf(tensor: tf.Tensor): Promise<number[]> {
  return [...(await tensor.data())];
}

export function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of actual.entries()) {
    const target = expected[i] ?? Number.NaN;
    expect(Math.abs(value - target), `[${i}]: ${value} against ${target}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(target)),
    );
  }
}

/**
 * Compares a loss's gradient with central differences at every entry of x. In float32 the step must be coarse: with
 * h = 1e-2 the truncation error is some h² and the rounding error some 1e-7 / h.
 */
export async function expectGradientByDifferences(
  loss: (x: tf.Tensor) => tf.Scalar,
  shape: number[],
  x: readonly number[],
  tolerance = 2e-3,
  h = 1e-2,
): Promise<void> {
  const at = async (values: readonly number[]) => {
    const value = tf.tidy(() => loss(tf.tensor([...values], shape)));
    const [number = Number.NaN] = await value.data();
    value.dispose();
    return number;
  };
  const gradient = tf.tidy(() => tf.grad((input) => loss(input))(tf.tensor([...x], shape)));
  const differences: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const moved = (by: number) => x.map((value, j) => (i === j ? value + by : value));
    differences.push(((await at(moved(h))) - (await at(moved(-h)))) / (2 * h));
  }
  expectClose(await valuesOf(gradient), differences, tolerance);
  gradient.dispose();
}

/** Bits, not values: for runs that must be the same. */
export function bitsOf(tensors: NamedTensors): [string, number[]][] {
  return [...tensors].map(([name, { data }]) => [name, [...new Uint32Array(data.buffer, data.byteOffset, data.length)]]);
}
