/**
 * BERT (arXiv 1810.04805) as Hugging Face's `BertForPreTraining` computes it: teachers, and networks to compare with.
 *
 * Notation: P hidden size, e embedding size (P but in ELECTRA), f feed-forward size, B sequences of S tokens, N = B·S rows, H heads.
 *
 *   embeddings  x = LayerNorm(word + position + type)                   [N, P], in ELECTRA [N, e] and then x W + b
 *   block       y = LayerNorm(attention(x W_q, x W_k, x W_v) W_o + x)
 *               x = LayerNorm(activation(y W_1) W_2 + y)
 */
import type { ActivationName } from "../engine/kernels/activation.ts";
import { layerNorm } from "../engine/kernels/layer-norm.ts";
import * as tf from "../engine/tf.ts";
import { assembleNetwork } from "./assemble.ts";
import { checkBertConfig, type BertConfig } from "./bert-config.ts";
import { allTargets, type Target } from "./heads.ts";
import * as layers from "./layers.ts";
import type { EncoderInput, Network, Parameters } from "./network.ts";

const prefix = "bert";
const embeddings = `${prefix}.embeddings`;
const projection = `${prefix}.embeddings_project`;
const blockName = (layer: number) => `${prefix}.encoder.layer.${layer}`;

function encoderShapes(config: BertConfig): layers.Shapes {
  const { linearShapes, normShapes } = layers;
  const { hiddenSize: P, embeddingSize: e = P, intermediateSize: f } = config;
  const layer = (name: string): layers.Shapes => [
    ...linearShapes(`${name}.attention.self.query`, P, P),
    ...linearShapes(`${name}.attention.self.key`, P, P),
    ...linearShapes(`${name}.attention.self.value`, P, P),
    ...linearShapes(`${name}.attention.output.dense`, P, P),
    ...normShapes(`${name}.attention.output.LayerNorm`, P),
    ...linearShapes(`${name}.intermediate.dense`, f, P),
    ...linearShapes(`${name}.output.dense`, P, f),
    ...normShapes(`${name}.output.LayerNorm`, P),
  ];
  return [
    [`${embeddings}.word_embeddings.weight`, [config.vocabSize, e]],
    [`${embeddings}.position_embeddings.weight`, [config.maxPositionEmbeddings, e]],
    [`${embeddings}.token_type_embeddings.weight`, [config.typeVocabSize, e]],
    ...normShapes(`${embeddings}.LayerNorm`, e),
    ...(e === P ? [] : linearShapes(projection, P, e)),
    ...Array.from({ length: config.numHiddenLayers }, (_, l) => layer(blockName(l))).flat(),
  ];
}

/**
 * @param targets which heads it has: a bare encoder has none
 * @throws Refused when no such network can be built
 */
export function createBert(given: BertConfig, targets: readonly Target[] = allTargets): Network {
  const config = checkBertConfig(given);
  const { hiddenSize: P, embeddingSize: e = P } = config;

  function norm(parameters: Parameters, name: string, x: tf.Tensor2D, residual?: tf.Tensor2D): tf.Tensor2D {
    const { gamma, beta } = layers.normOf(parameters, name);
    return layerNorm(x, gamma, beta, config.layerNormEps, residual);
  }

  function embed(parameters: Parameters, input: EncoderInput): tf.Tensor2D {
    const [batch, length] = input.inputIds.shape;
    const words = layers.wordEmbeddings(parameters, embeddings, input); // [B, S, e]
    const rows = tf.reshape<tf.Rank.R2>(words, [batch * length, e]);
    const x = norm(parameters, `${embeddings}.LayerNorm`, layers.addPositions(parameters, embeddings, input, rows)); // [N, e]
    return e === P ? x : layers.dense(parameters, projection, x);
  }

  function block(parameters: Parameters, index: number, x: tf.Tensor2D, mask: tf.Tensor4D) {
    const name = blockName(index);
    const dense = (part: string, input: tf.Tensor2D, activation?: ActivationName) => layers.dense(parameters, `${name}.${part}`, input, activation);
    const { context, scores } = layers.attention(
      dense("attention.self.query", x),
      dense("attention.self.key", x),
      dense("attention.self.value", x),
      mask,
      config.numAttentionHeads,
    ); // [N, P], [B, H, S, S]
    const attended = dense("attention.output.dense", context); // [N, P]
    const y = norm(parameters, `${name}.attention.output.LayerNorm`, attended, x); // [N, P]
    const inner = dense("intermediate.dense", y, config.hiddenAct); // [N, f]
    const output = dense("output.dense", inner); // [N, P]
    return { hidden: norm(parameters, `${name}.output.LayerNorm`, output, y), scores };
  }

  return assembleNetwork({
    layers: config.numHiddenLayers,
    heads: config.numAttentionHeads,
    encoderShapes: encoderShapes(config),
    head: { ...config, prefix, embeddingSize: e, transformSize: e, pooler: true, targets },
    embed,
    block,
  });
}
