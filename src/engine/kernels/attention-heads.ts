/**
 * Where attention's heads lie in memory. Notation: attention-scores.ts.
 *
 * Heads are read where the layers before left them, as strides of their rows: nothing is transposed on WebGPU.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "../tf.ts";
import type { Matrix } from "./quads.ts";

/** For compositions. @returns [B·H, rows, columns] of a [B·S, H·d] */
export function splitHeads(x: tf.Tensor2D, [batch, heads, length]: readonly [number, number, number], order: number[]): tf.Tensor3D {
  const size = x.shape[1] / heads;
  const turned = tf.transpose(tf.reshape(x, [batch, length, heads, size]), order);
  return tf.reshape<tf.Rank.R3>(turned, [batch * heads, turned.shape[2] ?? 0, turned.shape[3] ?? 0]);
}

/** Batch z of a product is head z % H of sequence z / H. */
export interface Heads {
  readonly batch: number;
  readonly heads: number;
  readonly length: number;
  readonly size: number;
}

/** @param scores x or its gradient @param side q, k, v or alike */
export function headsOf(scores: TensorInfo, side: TensorInfo): Heads {
  const [batch = 0, heads = 0, length = 0] = scores.shape;
  return { batch, heads, length, size: (side.shape[1] ?? 0) / heads };
}

/** [B, H, S, S] */
export const squareOf = (name: string, { length }: Heads): Matrix => ({
  name,
  rows: length,
  columns: length,
  start: `(z * ${length}u + row) * ${length}u`,
});

/** A head's part of [B·S, H·d]. */
export const sideOf = (name: string, { heads, length, size }: Heads): Matrix => ({
  name,
  rows: length,
  columns: size,
  start: `((z / ${heads}u * ${length}u + row) * ${heads}u + z % ${heads}u) * ${size}u`,
});

export const sideShape = ({ batch, heads, length, size }: Heads) => [batch * length, heads * size];

/** WGSL of a product's operand. */
export const operandCode = (operand: "left" | "right", value: string) => `fn ${operand}(z: u32, row: u32, column: u32) -> vec4<f32> { return ${value}; }`;
