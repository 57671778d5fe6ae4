/**
 * MobileBERT (arXiv 2004.02984) as Hugging Face's `MobileBertForPreTraining` computes it: the student template.
 *
 * Notation: P hidden size (between blocks), b bottleneck (inside), f feed-forward size, F stacked feed-forward networks,
 * e embedding size, B sequences of S tokens, N = B·S rows, H heads. Norm is NoNorm or LayerNorm by `normalizationType`.
 *
 *   embeddings  x = Norm([E_next ; E_this ; E_previous] W + position + type)                     [N, P]
 *   block       i = Norm(x W_in)                                                                 [N, b]
 *               q, k from Norm(x W_shared) (or from i, or from x); v from x (or from i)
 *               y = Norm(attention(q, k, v) W_o + i)
 *               F times y = Norm(activation(y W_1) W_2 + y)
 *               x = Norm(y W_out + x)                                                            [N, P]
 */
import { feedForward } from "../engine/kernels/feed-forward.ts";
import { layerNorm } from "../engine/kernels/layer-norm.ts";
import { linearNoNorm } from "../engine/kernels/linear-no-norm.ts";
import { noNorm } from "../engine/kernels/no-norm.ts";
import { trigrams } from "../engine/kernels/trigram.ts";
import * as tf from "../engine/tf.ts";
import { assembleNetwork } from "./assemble.ts";
import { allTargets, type Target } from "./heads.ts";
import * as layers from "./layers.ts";
import { checkMobileBertConfig, type MobileBertConfig } from "./mobilebert-config.ts";
import type { EncoderInput, Network, Parameters } from "./network.ts";

const prefix = "mobilebert";
const embeddings = `${prefix}.embeddings`;
const blockName = (layer: number) => `${prefix}.encoder.layer.${layer}`;

/** PyTorch's default, which two of Hugging Face's norms get because they are made without the configured epsilon. */
const defaultEpsilon = 1e-5;

function encoderShapes(config: MobileBertConfig): layers.Shapes {
  const { linearShapes, normShapes } = layers;
  const { hiddenSize: P, intraBottleneckSize: b, intermediateSize: f, embeddingSize: e } = config;
  const bottleneckOnly = config.useBottleneckAttention;
  const queryWidth = bottleneckOnly || config.keyQuerySharedBottleneck ? b : P;

  const feedForward = (intermediate: string, output: string): layers.Shapes => [
    ...linearShapes(`${intermediate}.dense`, f, b),
    ...linearShapes(`${output}.dense`, b, f),
    ...normShapes(`${output}.LayerNorm`, b),
  ];
  const bottleneck = (name: string): layers.Shapes => [
    ...linearShapes(`${name}.dense`, b, P),
    ...normShapes(`${name}.LayerNorm`, b),
  ];
  const layer = (name: string): layers.Shapes => [
    ...bottleneck(`${name}.bottleneck.input`),
    ...(config.keyQuerySharedBottleneck ? bottleneck(`${name}.bottleneck.attention`) : []),
    ...linearShapes(`${name}.attention.self.query`, b, queryWidth),
    ...linearShapes(`${name}.attention.self.key`, b, queryWidth),
    ...linearShapes(`${name}.attention.self.value`, b, bottleneckOnly ? b : P),
    ...linearShapes(`${name}.attention.output.dense`, b, b),
    ...normShapes(`${name}.attention.output.LayerNorm`, b),
    ...Array.from({ length: config.numFeedforwardNetworks - 1 }, (_, i) =>
      feedForward(`${name}.ffn.${i}.intermediate`, `${name}.ffn.${i}.output`),
    ).flat(),
    ...feedForward(`${name}.intermediate`, `${name}.output`),
    ...linearShapes(`${name}.output.bottleneck.dense`, P, b),
    ...normShapes(`${name}.output.bottleneck.LayerNorm`, P),
  ];
  return [
    [`${embeddings}.word_embeddings.weight`, [config.vocabSize, e]],
    [`${embeddings}.position_embeddings.weight`, [config.maxPositionEmbeddings, P]],
    [`${embeddings}.token_type_embeddings.weight`, [config.typeVocabSize, P]],
    ...linearShapes(`${embeddings}.embedding_transformation`, P, config.trigramInput ? 3 * e : e),
    ...normShapes(`${embeddings}.LayerNorm`, P),
    ...Array.from({ length: config.numHiddenLayers }, (_, l) => layer(blockName(l))).flat(),
  ];
}

/**
 * @param targets which heads it has
 * @throws Refused when no such network can be built
 */
export function createMobileBert(given: MobileBertConfig, targets: readonly Target[] = allTargets): Network {
  const config = checkMobileBertConfig(given);
  const isNoNorm = config.normalizationType === "no_norm";

  function norm(parameters: Parameters, name: string, x: tf.Tensor2D, epsilon = config.layerNormEps): tf.Tensor2D {
    const { gamma, beta } = layers.normOf(parameters, name);
    return isNoNorm ? noNorm(x, gamma, beta) : layerNorm(x, gamma, beta, epsilon);
  }

  /** Norm(x W + b + residual), of the layer and the norm by these names. */
  function denseNorm(parameters: Parameters, dense: string, name: string, x: tf.Tensor2D, residual?: tf.Tensor2D, epsilon = config.layerNormEps): tf.Tensor2D {
    const { gamma, beta } = layers.normOf(parameters, name);
    if (isNoNorm) return linearNoNorm(x, { ...layers.linearOf(parameters, dense), gamma, beta }, residual);
    return layerNorm(layers.dense(parameters, dense, x), gamma, beta, epsilon, residual);
  }

  function embed(parameters: Parameters, input: EncoderInput): tf.Tensor2D {
    const words = layers.wordEmbeddings(parameters, embeddings, input); // [B, S, e]
    const [batch, length] = input.inputIds.shape;
    const wide = config.trigramInput ? trigrams(words) : words; // [B, S, 3e]
    const rows = tf.reshape<tf.Rank.R2>(wide, [batch * length, wide.shape[2]]);
    const x = layers.dense(parameters, `${embeddings}.embedding_transformation`, rows); // [N, P]
    return norm(parameters, `${embeddings}.LayerNorm`, layers.addPositions(parameters, embeddings, input, x), defaultEpsilon);
  }

  /** One of the stacked feed-forward networks. @param y [N, b] @returns [N, b] */
  function feedForwardNorm(parameters: Parameters, intermediate: string, output: string, y: tf.Tensor2D, epsilon?: number): tf.Tensor2D {
    const [first, second, last] = [`${intermediate}.dense`, `${output}.dense`, `${output}.LayerNorm`];
    if (isNoNorm) {
      const inner = { ...layers.linearOf(parameters, first), activation: config.hiddenAct };
      return feedForward(y, inner, { ...layers.linearOf(parameters, second), ...layers.normOf(parameters, last) });
    }
    const inner = layers.dense(parameters, first, y, config.hiddenAct); // [N, f]
    return denseNorm(parameters, second, last, inner, y, epsilon);
  }

  function block(parameters: Parameters, index: number, x: tf.Tensor2D, mask: tf.Tensor4D) {
    const name = blockName(index);
    const bottleneck = (part: string) =>
      denseNorm(parameters, `${name}.bottleneck.${part}.dense`, `${name}.bottleneck.${part}.LayerNorm`, x);
    const inner = bottleneck("input"); // [N, b]
    const shared = config.useBottleneckAttention ? inner : config.keyQuerySharedBottleneck ? bottleneck("attention") : x;
    const self = `${name}.attention.self`;
    const { context, scores } = layers.attention(
      layers.dense(parameters, `${self}.query`, shared),
      layers.dense(parameters, `${self}.key`, shared),
      layers.dense(parameters, `${self}.value`, config.useBottleneckAttention ? inner : x),
      mask,
      config.numAttentionHeads,
    ); // [N, b], [B, H, S, S]
    const attended = `${name}.attention.output`;
    let y = denseNorm(parameters, `${attended}.dense`, `${attended}.LayerNorm`, context, inner); // [N, b]
    for (let i = 0; i < config.numFeedforwardNetworks - 1; i++) {
      y = feedForwardNorm(parameters, `${name}.ffn.${i}.intermediate`, `${name}.ffn.${i}.output`, y);
    }
    y = feedForwardNorm(parameters, `${name}.intermediate`, `${name}.output`, y, defaultEpsilon);
    const out = `${name}.output.bottleneck`;
    return { hidden: denseNorm(parameters, `${out}.dense`, `${out}.LayerNorm`, y, x), scores }; // [N, P]
  }

  return assembleNetwork({
    layers: config.numHiddenLayers,
    heads: config.numAttentionHeads,
    encoderShapes: encoderShapes(config),
    head: { ...config, prefix, pooler: config.classifierActivation, targets },
    embed,
    block,
  });
}
