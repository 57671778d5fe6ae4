/** MobileBERT's configuration: Hugging Face's `config.json`, names in camelCase, checked. */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import type { Architecture } from "../study/architecture.ts";
import { parse } from "../study/parse.ts";
import type { Template, Vocabulary } from "../study/templates/template.ts";

export interface MobileBertConfig {
  readonly modelType: "mobilebert";
  readonly vocabSize: number;
  readonly maxPositionEmbeddings: number;
  readonly typeVocabSize: number;
  readonly embeddingSize: number;
  readonly trigramInput: boolean;
  readonly numHiddenLayers: number;
  readonly hiddenSize: number;
  readonly intraBottleneckSize: number;
  readonly numAttentionHeads: number;
  readonly intermediateSize: number;
  readonly numFeedforwardNetworks: number;
  readonly keyQuerySharedBottleneck: boolean;
  readonly useBottleneckAttention: boolean;
  readonly normalizationType: "no_norm" | "layer_norm";
  readonly hiddenAct: "relu" | "gelu";
  readonly layerNormEps: number;
  /** The NSP head reads a pooler (linear, tanh); without, it reads the first token's hidden state. */
  readonly classifierActivation: boolean;
}

const size = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

/** Absent fields mean `MobileBertConfig`'s defaults. */
const fileSchema = v.object({
  model_type: v.literal("mobilebert"),
  vocab_size: v.optional(size(1_000_000), 30522),
  max_position_embeddings: v.optional(size(65_536), 512),
  type_vocab_size: v.optional(size(1024), 2),
  embedding_size: v.optional(size(8192), 128),
  trigram_input: v.optional(v.boolean(), true),
  num_hidden_layers: v.optional(size(256), 24),
  hidden_size: v.optional(size(16_384), 512),
  intra_bottleneck_size: v.optional(size(16_384), 128),
  num_attention_heads: v.optional(size(1024), 4),
  intermediate_size: v.optional(size(65_536), 512),
  num_feedforward_networks: v.optional(size(256), 4),
  key_query_shared_bottleneck: v.optional(v.boolean(), true),
  use_bottleneck: v.optional(v.literal(true), true),
  use_bottleneck_attention: v.optional(v.boolean(), false),
  normalization_type: v.optional(v.picklist(["no_norm", "layer_norm"]), "no_norm"),
  hidden_act: v.optional(v.picklist(["relu", "gelu"]), "relu"),
  layer_norm_eps: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 1e-12),
  classifier_activation: v.optional(v.boolean(), true),
  tie_word_embeddings: v.optional(v.literal(true), true),
});

/** @throws Refused when no such network can be built */
export function checkMobileBertConfig(config: MobileBertConfig): MobileBertConfig {
  const { hiddenSize, embeddingSize, intraBottleneckSize, numAttentionHeads } = config;
  if (intraBottleneckSize % numAttentionHeads !== 0) {
    throw new Refused(
      `intra_bottleneck_size must be divisible by num_attention_heads ${numAttentionHeads}, got ${intraBottleneckSize}`,
      "intra_bottleneck_size",
    );
  }
  // The MLM head's output weights are the word embeddings and hiddenSize − embeddingSize more columns.
  if (hiddenSize < embeddingSize) {
    throw new Refused(`hidden_size must be at least embedding_size ${embeddingSize}, got ${hiddenSize}`, "hidden_size");
  }
  return config;
}

/**
 * @param json the parsed `config.json`
 * @throws Refused naming the first wrong field and its value
 */
export function parseMobileBertConfig(json: unknown): MobileBertConfig {
  const file = parse(fileSchema, json, "config.json");
  return checkMobileBertConfig({
    modelType: file.model_type,
    vocabSize: file.vocab_size,
    maxPositionEmbeddings: file.max_position_embeddings,
    typeVocabSize: file.type_vocab_size,
    embeddingSize: file.embedding_size,
    trigramInput: file.trigram_input,
    numHiddenLayers: file.num_hidden_layers,
    hiddenSize: file.hidden_size,
    intraBottleneckSize: file.intra_bottleneck_size,
    numAttentionHeads: file.num_attention_heads,
    intermediateSize: file.intermediate_size,
    numFeedforwardNetworks: file.num_feedforward_networks,
    keyQuerySharedBottleneck: file.key_query_shared_bottleneck,
    useBottleneckAttention: file.use_bottleneck_attention,
    normalizationType: file.normalization_type,
    hiddenAct: file.hidden_act,
    layerNormEps: file.layer_norm_eps,
    classifierActivation: file.classifier_activation,
  });
}

/**
 * A student: no pooler, like MobileBERT's released checkpoint.
 * @throws Refused when no such network can be built
 */
export function mobileBertConfig(architecture: Architecture, template: Template, vocabulary: Vocabulary): MobileBertConfig {
  return checkMobileBertConfig({
    modelType: "mobilebert",
    ...architecture,
    vocabSize: vocabulary.vocabSize,
    maxPositionEmbeddings: vocabulary.maxPositionEmbeddings,
    typeVocabSize: 2,
    embeddingSize: template.embeddingSize,
    trigramInput: template.trigramInput,
    keyQuerySharedBottleneck: template.keyQuerySharedBottleneck,
    useBottleneckAttention: template.useBottleneckAttention,
    normalizationType: template.normalization,
    hiddenAct: template.activation,
    layerNormEps: 1e-12,
    classifierActivation: false,
  });
}

/**
 * `config.json` as `MobileBertForPreTraining.save_pretrained` writes it, keys sorted.
 * @throws Refused for the one form that Hugging Face's class cannot hold
 */
export function toHuggingFaceConfig(config: MobileBertConfig): Readonly<Record<string, unknown>> {
  const queriesFromHidden = !config.keyQuerySharedBottleneck && !config.useBottleneckAttention;
  // Its query and key layers take the bottleneck's width whatever they are fed with.
  if (queriesFromHidden && config.hiddenSize !== config.intraBottleneckSize) {
    throw new Refused(
      `Hugging Face's MobileBERT cannot hold queries from the hidden size; set key_query_shared_bottleneck, got ${config.keyQuerySharedBottleneck}`,
      "keyQuerySharedBottleneck",
    );
  }
  return {
    architectures: ["MobileBertForPreTraining"],
    attention_probs_dropout_prob: 0.1,
    classifier_activation: config.classifierActivation,
    classifier_dropout: null,
    dtype: "float32",
    embedding_size: config.embeddingSize,
    hidden_act: config.hiddenAct,
    hidden_dropout_prob: 0,
    hidden_size: config.hiddenSize,
    initializer_range: 0.02,
    intermediate_size: config.intermediateSize,
    intra_bottleneck_size: config.intraBottleneckSize,
    key_query_shared_bottleneck: config.keyQuerySharedBottleneck,
    layer_norm_eps: config.layerNormEps,
    max_position_embeddings: config.maxPositionEmbeddings,
    model_type: config.modelType,
    normalization_type: config.normalizationType,
    num_attention_heads: config.numAttentionHeads,
    num_feedforward_networks: config.numFeedforwardNetworks,
    num_hidden_layers: config.numHiddenLayers,
    pad_token_id: 0,
    tie_word_embeddings: true,
    trigram_input: config.trigramInput,
    true_hidden_size: config.intraBottleneckSize,
    type_vocab_size: config.typeVocabSize,
    use_bottleneck: true,
    use_bottleneck_attention: config.useBottleneckAttention,
    vocab_size: config.vocabSize,
  };
}
