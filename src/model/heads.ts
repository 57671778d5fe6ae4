/**
 * The two pretraining heads, under the names of Hugging Face's `…ForPreTraining`.
 *
 * Notation: P hidden size, e embedding size ≤ P, q size of t (P, or e), V vocabulary, E [V, e] word embeddings,
 * D [q − e, V] extra output weights.  t = LayerNorm(activation(h W + b)), a real LayerNorm in every template; logits = t [Eᵀ ; D] + bias.
 */
import { Refused } from "../base/errors.ts";
import type { ActivationName } from "../engine/kernels/activation.ts";
import { layerNorm } from "../engine/kernels/layer-norm.ts";
import { linear } from "../engine/kernels/linear.ts";
import * as tf from "../engine/tf.ts";
import { dense, firstTokens, linearShapes, normOf, normShapes, weightOf, type Shapes } from "./layers.ts";
import type { Parameters } from "./network.ts";

/** What a network can predict besides its hidden states. */
export type Target = "mlm" | "nsp";
export const allTargets: readonly Target[] = ["mlm", "nsp"];

export interface HeadConfig {
  /** Names of the encoder's parameters begin with it: "bert", "mobilebert". */
  readonly prefix: string;
  readonly vocabSize: number;
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  /** Of what is multiplied with the output weights, where it is not the hidden size. */
  readonly transformSize?: number;
  readonly hiddenAct: ActivationName;
  readonly layerNormEps: number;
  readonly pooler: boolean;
  readonly targets: readonly Target[];
}

const transform = "cls.predictions.transform";
const outputBias = "cls.predictions.bias";
const extraWeights = "cls.predictions.dense.weight";
const relationship = "cls.seq_relationship";

export function headShapes(config: HeadConfig): Shapes {
  const { hiddenSize: P, transformSize: q = P, embeddingSize: e, vocabSize: V } = config;
  const mlm: Shapes = [
    [outputBias, [V]],
    ...linearShapes(`${transform}.dense`, q, P),
    ...normShapes(`${transform}.LayerNorm`, q),
    ...(q > e ? ([[extraWeights, [q - e, V]]] as const) : []),
  ];
  const nsp: Shapes = [
    ...(config.pooler ? linearShapes(`${config.prefix}.pooler.dense`, P, P) : []),
    ...linearShapes(relationship, 2, P),
  ];
  return [...(config.targets.includes("mlm") ? mlm : []), ...(config.targets.includes("nsp") ? nsp : [])];
}

function demand(config: HeadConfig, target: Target): void {
  if (!config.targets.includes(target)) throw new Refused(`this ${config.prefix} has no head for the task: "${target}"`);
}

/** @param hidden [N, P] @returns [N, V] */
export function mlmLogits(config: HeadConfig, parameters: Parameters, hidden: tf.Tensor2D): tf.Tensor2D {
  demand(config, "mlm");
  const { hiddenSize: P, transformSize: q = P, embeddingSize: e, layerNormEps } = config;
  return tf.tidy(() => {
    const active = dense(parameters, `${transform}.dense`, hidden, config.hiddenAct); // [N, q]
    const { gamma, beta } = normOf(parameters, `${transform}.LayerNorm`);
    const t = layerNorm(active, gamma, beta, layerNormEps); // [N, q]
    const words = weightOf(parameters, `${config.prefix}.embeddings.word_embeddings.weight`); // [V, e]
    const bias = weightOf(parameters, outputBias);
    if (q === e) return linear(t, words, bias);
    const rows = t.shape[0];
    const tied = linear(tf.slice(t, [0, 0], [rows, e]), words, bias); // [N, V]
    return tf.add(tied, tf.matMul(tf.slice(t, [0, e], [rows, q - e]), weightOf(parameters, extraWeights)));
  });
}

/** @param lastHidden [B, S, P] @returns [B, 2] */
export function nspLogits(config: HeadConfig, parameters: Parameters, lastHidden: tf.Tensor3D): tf.Tensor2D {
  demand(config, "nsp");
  return tf.tidy(() => {
    const first = firstTokens(lastHidden); // [B, P]
    const pooled = config.pooler ? tf.tanh(dense(parameters, `${config.prefix}.pooler.dense`, first)) : first;
    return dense(parameters, relationship, pooled);
  });
}
