/**
 * MobileBERT (arXiv 2004.02984) as one writes it with tfjs's own operations, from the paper and Hugging Face's class:
 * nothing fused, nothing of this project. NoNorm, relu, trigrams, queries and keys from a shared bottleneck; no pooler.
 *
 * Notation: P hidden size, b bottleneck, H heads, B sequences of S tokens, N = B·S rows, M hidden tokens, V vocabulary.
 * Parameters go by Hugging Face's names; a linear layer's weight is [out, in].
 */
import * as tf from "../../../../src/engine/tf.ts";
import type { MobileBertConfig } from "../../../../src/model/mobilebert-config.ts";

export type NamedVariables = ReadonlyMap<string, tf.Tensor>;

export interface PlainInput {
  /** [B, S] int32 */
  readonly inputIds: tf.Tensor2D;
  readonly tokenTypeIds: tf.Tensor2D;
  /** [B, S] float32 */
  readonly attentionMask: tf.Tensor2D;
}

export function createPlainMobileBert(config: MobileBertConfig, parameters: NamedVariables) {
  const { hiddenSize: P, intraBottleneckSize: b, numAttentionHeads: H } = config;

  function parameter(name: string): tf.Tensor {
    const found = parameters.get(name);
    if (found === undefined) throw new Error(`no such parameter: ${name}`);
    return found;
  }
  const linear = (name: string, x: tf.Tensor) =>
    tf.add(tf.matMul(x, parameter(`${name}.weight`), false, true), parameter(`${name}.bias`));
  const noNorm = (name: string, x: tf.Tensor) => tf.add(tf.mul(x, parameter(`${name}.weight`)), parameter(`${name}.bias`));
  const lookUp = (name: string, ids: tf.Tensor) => tf.gather(parameter(`${name}.weight`), tf.cast(ids, "int32"));

  function layerNorm(name: string, x: tf.Tensor) {
    const { mean, variance } = tf.moments(x, -1, true);
    const normalised = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, config.layerNormEps)));
    return tf.add(tf.mul(normalised, parameter(`${name}.weight`)), parameter(`${name}.bias`));
  }

  /** @returns [N, P] */
  function embed({ inputIds, tokenTypeIds }: PlainInput): tf.Tensor {
    const embeddings = "mobilebert.embeddings";
    const [batch, length] = inputIds.shape;
    const words = lookUp(`${embeddings}.word_embeddings`, inputIds) as tf.Tensor3D; // [B, S, e]: gather adds the ids' rank
    const width = words.shape[2];
    const next = tf.pad(tf.slice(words, [0, 1, 0], [batch, length - 1, width]), [[0, 0], [0, 1], [0, 0]]);
    const previous = tf.pad(tf.slice(words, [0, 0, 0], [batch, length - 1, width]), [[0, 0], [1, 0], [0, 0]]);
    const wide = tf.reshape(tf.concat([next, words, previous], 2), [batch * length, 3 * width]); // [N, 3e]
    const x = tf.reshape(linear(`${embeddings}.embedding_transformation`, wide), [batch, length, P]);
    const placed = tf.add(x, tf.slice(parameter(`${embeddings}.position_embeddings.weight`), [0, 0], [length, P]));
    const typed = tf.add(placed, lookUp(`${embeddings}.token_type_embeddings`, tokenTypeIds)); // [B, S, P]
    return tf.reshape(noNorm(`${embeddings}.LayerNorm`, typed), [batch * length, P]);
  }

  /** @param mask [B, 1, 1, S] @returns [N, b] */
  function attention(name: string, shared: tf.Tensor, x: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    const [batch = 1, , , length = 1] = mask.shape;
    const split = (part: string, from: tf.Tensor) =>
      tf.transpose(tf.reshape(linear(`${name}.self.${part}`, from), [batch, length, H, b / H]), [0, 2, 1, 3]); // [B, H, S, d]
    const products = tf.matMul(split("query", shared), split("key", shared), false, true); // [B, H, S, S]
    const scores = tf.add(tf.div(products, Math.sqrt(b / H)), mask);
    const context = tf.matMul(tf.softmax(scores), split("value", x)); // [B, H, S, d]
    return linear(`${name}.output.dense`, tf.reshape(tf.transpose(context, [0, 2, 1, 3]), [batch * length, b]));
  }

  function feedForward(intermediate: string, output: string, y: tf.Tensor): tf.Tensor {
    const inner = tf.relu(linear(`${intermediate}.dense`, y)); // [N, f]
    return noNorm(`${output}.LayerNorm`, tf.add(linear(`${output}.dense`, inner), y)); // [N, b]
  }

  function block(layer: number, x: tf.Tensor, mask: tf.Tensor): tf.Tensor {
    const name = `mobilebert.encoder.layer.${layer}`;
    const bottleneck = (part: string) => noNorm(`${name}.bottleneck.${part}.LayerNorm`, linear(`${name}.bottleneck.${part}.dense`, x));
    const inner = bottleneck("input"); // [N, b]
    const attended = attention(`${name}.attention`, bottleneck("attention"), x, mask);
    let y = noNorm(`${name}.attention.output.LayerNorm`, tf.add(attended, inner));
    for (let i = 0; i < config.numFeedforwardNetworks - 1; i++) y = feedForward(`${name}.ffn.${i}.intermediate`, `${name}.ffn.${i}.output`, y);
    y = feedForward(`${name}.intermediate`, `${name}.output`, y);
    const out = linear(`${name}.output.bottleneck.dense`, y); // [N, P]
    return noNorm(`${name}.output.bottleneck.LayerNorm`, tf.add(out, x));
  }

  return {
    /** @returns [N, P] */
    encode(input: PlainInput): tf.Tensor {
      const [batch, length] = input.inputIds.shape;
      const mask = tf.reshape(tf.mul(tf.sub(input.attentionMask, 1), 1e9), [batch, 1, 1, length]);
      let x = embed(input);
      for (let layer = 0; layer < config.numHiddenLayers; layer++) x = block(layer, x, mask);
      return x;
    },
    /** @param hidden [M, P] @returns [M, V]; the word embeddings are as wide as the network */
    wordLogits(hidden: tf.Tensor): tf.Tensor {
      const transform = "cls.predictions.transform";
      const t = layerNorm(`${transform}.LayerNorm`, tf.relu(linear(`${transform}.dense`, hidden)));
      const words = parameter("mobilebert.embeddings.word_embeddings.weight");
      return tf.add(tf.matMul(t, words, false, true), parameter("cls.predictions.bias"));
    },
    /** @param first [B, P] the first tokens @returns [B, 2] */
    pairLogits: (first: tf.Tensor) => linear("cls.seq_relationship", first),
  };
}
