/** BERT's configuration: Hugging Face's `config.json`, names in camelCase, checked. */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import { activationNames, type ActivationName } from "../engine/kernels/activation.ts";
import { parse } from "../study/parse.ts";

export interface BertConfig {
  readonly modelType: "bert";
  readonly vocabSize: number;
  readonly maxPositionEmbeddings: number;
  readonly typeVocabSize: number;
  readonly numHiddenLayers: number;
  readonly hiddenSize: number;
  /** Of the embeddings, where a projection takes them to the hidden size (ELECTRA). */
  readonly embeddingSize?: number;
  readonly numAttentionHeads: number;
  readonly intermediateSize: number;
  readonly hiddenAct: ActivationName;
  /** Of the pooler that a downstream task's head reads; BERT's own, the hyperbolic tangent, where it is absent. */
  readonly poolerAct?: ActivationName;
  readonly layerNormEps: number;
}

export const size = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));

/** What the families of BERT have in common. Absent fields mean `BertConfig`'s defaults. */
export const encoderFields = {
  vocab_size: v.optional(size(1_000_000), 30522),
  max_position_embeddings: v.optional(size(65_536), 512),
  type_vocab_size: v.optional(size(1024), 2),
  num_hidden_layers: v.optional(size(256), 12),
  hidden_size: v.optional(size(16_384), 768),
  num_attention_heads: v.optional(size(1024), 12),
  intermediate_size: v.optional(size(65_536), 3072),
  hidden_act: v.optional(v.picklist(activationNames), "gelu"),
  layer_norm_eps: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 1e-12),
  position_embedding_type: v.optional(v.literal("absolute"), "absolute"),
  is_decoder: v.optional(v.literal(false), false),
  tie_word_embeddings: v.optional(v.literal(true), true),
};

const fileSchema = v.object({ ...encoderFields, model_type: v.literal("bert") });

/** @throws Refused when no such network can be built */
export function checkBertConfig(config: BertConfig): BertConfig {
  const { hiddenSize, numAttentionHeads } = config;
  if (hiddenSize % numAttentionHeads !== 0) {
    throw new Refused(`hidden_size must be divisible by num_attention_heads ${numAttentionHeads}, got ${hiddenSize}`, "hidden_size");
  }
  return config;
}

/**
 * @param json the parsed `config.json`
 * @throws Refused naming the first wrong field and its value
 */
export function parseBertConfig(json: unknown): BertConfig {
  return bertConfigOf(parse(fileSchema, json, "config.json"));
}

/** @throws Refused when no such network can be built */
export function bertConfigOf(file: v.InferOutput<v.ObjectSchema<typeof encoderFields, undefined>>): BertConfig {
  return checkBertConfig({
    modelType: "bert",
    vocabSize: file.vocab_size,
    maxPositionEmbeddings: file.max_position_embeddings,
    typeVocabSize: file.type_vocab_size,
    numHiddenLayers: file.num_hidden_layers,
    hiddenSize: file.hidden_size,
    numAttentionHeads: file.num_attention_heads,
    intermediateSize: file.intermediate_size,
    hiddenAct: file.hidden_act,
    layerNormEps: file.layer_norm_eps,
  });
}
