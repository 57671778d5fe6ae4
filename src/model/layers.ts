/**
 * What BERT and MobileBERT share. B sequences of S tokens are N = B·S rows, so that every linear layer is one product
 * of two matrices.
 */
import { deriveSeed, createRandom } from "../base/random.ts";
import { sizeOf, type NamedTensor, type NamedTensors } from "../base/tensors.ts";
import type { ActivationName } from "../engine/kernels/activation.ts";
import { attentionContext } from "../engine/kernels/attention-context.ts";
import { attentionScores } from "../engine/kernels/attention-scores.ts";
import { embedding } from "../engine/kernels/embedding.ts";
import { linear } from "../engine/kernels/linear.ts";
import { placeTokens } from "../engine/kernels/place-tokens.ts";
import * as tf from "../engine/tf.ts";
import type { EncoderInput, Parameters } from "./network.ts";

export type Shapes = readonly (readonly [name: string, shape: readonly number[]])[];

export const linearShapes = (name: string, out: number, width: number): Shapes => [
  [`${name}.weight`, [out, width]],
  [`${name}.bias`, [out]],
];

export const normShapes = (name: string, width: number): Shapes => [
  [`${name}.weight`, [width]],
  [`${name}.bias`, [width]],
];

export function weightOf(parameters: Parameters, name: string): tf.Tensor {
  const tensor = parameters.get(name);
  if (tensor === undefined) throw new Error(`the network lacks its parameter "${name}"`);
  return tensor;
}

export const linearOf = (parameters: Parameters, name: string) => ({
  weight: weightOf(parameters, `${name}.weight`), // [out, in]
  bias: weightOf(parameters, `${name}.bias`), // [out]
});

export const normOf = (parameters: Parameters, name: string) => ({
  gamma: weightOf(parameters, `${name}.weight`),
  beta: weightOf(parameters, `${name}.bias`),
});

/** @param x [N, in] @returns [N, out] */
export function dense(parameters: Parameters, name: string, x: tf.Tensor2D, activation?: ActivationName): tf.Tensor2D {
  const { weight, bias } = linearOf(parameters, name);
  return linear(x, weight, bias, activation);
}

/** Word embeddings of all tokens. @returns [B, S, width] */
export function wordEmbeddings(parameters: Parameters, prefix: string, input: EncoderInput): tf.Tensor3D {
  const [batch, length] = input.inputIds.shape;
  const table = weightOf(parameters, `${prefix}.word_embeddings.weight`);
  const rows = embedding(table, tf.reshape<tf.Rank.R1>(input.inputIds, [batch * length])); // [N, width]
  return tf.reshape<tf.Rank.R3>(rows, [batch, length, table.shape[1] ?? 0]);
}

/** Adds position and token-type embeddings. @param x [N, width] @returns [N, width] */
export function addPositions(parameters: Parameters, prefix: string, input: EncoderInput, x: tf.Tensor2D): tf.Tensor2D {
  const table = (name: string) => weightOf(parameters, `${prefix}.${name}_embeddings.weight`);
  return placeTokens(x, table("position"), table("token_type"), input.tokenTypeIds);
}

/** What is added to a score at padding: so low that its softmax is 0, yet finite, so that a row of padding is no NaN. */
const maskedScore = 1e9;

/** @param attentionMask [B, S] 1 for tokens, 0 for padding @returns [B, 1, 1, S] */
export function scoreMask(attentionMask: tf.Tensor2D): tf.Tensor4D {
  const [batch, length] = attentionMask.shape;
  return tf.reshape<tf.Rank.R4>(tf.mul(tf.sub(attentionMask, 1), maskedScore), [batch, 1, 1, length]);
}

/**
 * Scaled dot-product attention over H heads of width d.
 * @param query [N, H·d] likewise key and value
 * @param mask [B, 1, 1, S], added to the scores
 * @returns context [N, H·d] and scores [B, H, S, S] before the softmax, mask added
 */
export function attention(
  query: tf.Tensor2D,
  key: tf.Tensor2D,
  value: tf.Tensor2D,
  mask: tf.Tensor4D,
  heads: number,
): { context: tf.Tensor2D; scores: tf.Tensor4D } {
  const scores = attentionScores(query, key, mask, heads); // [B, H, S, S]
  return { context: attentionContext(scores, value), scores };
}

/** The first token's row of every sequence. @param hidden [B, S, width] @returns [B, width] */
export function firstTokens(hidden: tf.Tensor3D): tf.Tensor2D {
  const [batch, , width] = hidden.shape;
  return tf.reshape<tf.Rank.R2>(tf.slice(hidden, [0, 0, 0], [batch, 1, width]), [batch, width]);
}

/** BERT's `initializer_range`. */
const standardDeviation = 0.02;

/** Each parameter has its own stream, so a shape that changes leaves the others' values alone. */
export function initialise(shapes: ReadonlyMap<string, readonly number[]>, seed: number): NamedTensors {
  const initialised = new Map<string, NamedTensor>();
  for (const [name, shape] of shapes) {
    const data = new Float32Array(sizeOf(shape));
    if (name.endsWith("LayerNorm.weight")) data.fill(1);
    else if (!name.endsWith("bias")) {
      const random = createRandom(deriveSeed(seed, name));
      for (let i = 0; i < data.length; i++) data[i] = standardDeviation * random.normal();
    }
    initialised.set(name, { shape, data });
  }
  return initialised;
}
