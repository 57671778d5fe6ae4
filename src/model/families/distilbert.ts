/**
 * DistilBERT (arXiv 1910.01108) as Hugging Face's `DistilBertForMaskedLM`: a BERT without token types and without a
 * pooler, so without an NSP head. Here all its tokens are of one type: zeros at first, and added to the positions in files.
 */
import * as v from "valibot";
import { activationNames } from "../../engine/kernels/activation.ts";
import { parse } from "../../study/parse.ts";
import { checkBertConfig, size } from "../bert-config.ts";
import { renamedBy, type Family } from "./family.ts";

/** Absent fields mean `DistilBertConfig`'s defaults. */
const fileSchema = v.object({
  model_type: v.literal("distilbert"),
  vocab_size: v.optional(size(1_000_000), 30522),
  max_position_embeddings: v.optional(size(65_536), 512),
  n_layers: v.optional(size(256), 6),
  n_heads: v.optional(size(1024), 12),
  dim: v.optional(size(16_384), 768),
  hidden_dim: v.optional(size(65_536), 3072),
  activation: v.optional(v.picklist(activationNames), "gelu"),
  tie_word_embeddings: v.optional(v.literal(true), true),
});

const typeVocabSize = 1;
const positions = "bert.embeddings.position_embeddings.weight";
const types = "bert.embeddings.token_type_embeddings.weight";
const encoder = renamedBy([
  ["bert.pooler.dense.", "pre_classifier."],
  ["bert.embeddings.", "distilbert.embeddings."],
  ["bert.encoder.layer.", "distilbert.transformer.layer."],
  ["cls.predictions.transform.dense.", "vocab_transform."],
  ["cls.predictions.transform.LayerNorm.", "vocab_layer_norm."],
  ["cls.predictions.decoder.", "vocab_projector."],
  ["cls.predictions.bias", "vocab_projector.bias"],
]);
/** Within a block. */
const parts = [
  ["attention.self.query", "attention.q_lin"],
  ["attention.self.key", "attention.k_lin"],
  ["attention.self.value", "attention.v_lin"],
  ["attention.output.dense", "attention.out_lin"],
  ["attention.output.LayerNorm", "sa_layer_norm"],
  ["intermediate.dense", "ffn.lin1"],
  [".output.dense", ".ffn.lin2"],
  [".output.LayerNorm", ".output_layer_norm"],
] as const;

function nameInFile(parameter: string): string {
  const name = encoder(parameter);
  const part = name.startsWith("distilbert.transformer.") ? parts.find(([from]) => name.includes(from)) : undefined;
  return part === undefined ? name : name.replace(part[0], part[1]);
}

export const distilbert: Family = {
  readConfig(json) {
    const file = parse(fileSchema, json, "config.json");
    return checkBertConfig({
      modelType: "bert",
      vocabSize: file.vocab_size,
      maxPositionEmbeddings: file.max_position_embeddings,
      typeVocabSize,
      numHiddenLayers: file.n_layers,
      hiddenSize: file.dim,
      numAttentionHeads: file.n_heads,
      intermediateSize: file.hidden_dim,
      hiddenAct: file.activation,
      poolerAct: "relu",
      layerNormEps: 1e-12,
    });
  },
  nameInFile,
  completed(tensors, hiddenSize) {
    const zeros = { shape: [typeVocabSize, hiddenSize], data: new Float32Array(typeVocabSize * hiddenSize) };
    return new Map([...tensors, ["distilbert.embeddings.token_type_embeddings.weight", zeros]]);
  },
  stored(tensors) {
    const [place, type] = [tensors.get(positions), tensors.get(types)?.data ?? []];
    const kept = new Map([...tensors].filter(([name]) => name !== types));
    return place === undefined ? kept : kept.set(positions, { shape: place.shape, data: place.data.map((value, i) => value + (type[i % type.length] ?? 0)) });
  },
};
