import type { NamedFile } from "../base/files.ts";
import type { Measurement } from "../study/measurement.ts";
import type { PretrainingOptions } from "./port.ts";

/** A teacher as Hugging Face lays it out. */
export function teacherDirectory(
  options: PretrainingOptions,
  vocab: readonly string[],
  weights: Uint8Array,
  measurement: Measurement,
): readonly NamedFile[] {
  const config = {
    architectures: ["BertForPreTraining"],
    attention_probs_dropout_prob: 0,
    hidden_act: "gelu",
    hidden_dropout_prob: 0,
    hidden_size: options.hiddenSize,
    initializer_range: 0.02,
    intermediate_size: options.intermediateSize,
    layer_norm_eps: 1e-12,
    max_position_embeddings: options.sequenceLength,
    model_type: "bert",
    num_attention_heads: options.heads,
    num_hidden_layers: options.layers,
    pad_token_id: 0,
    tie_word_embeddings: true,
    type_vocab_size: 2,
    vocab_size: options.vocabSize,
  };
  const tokenizerConfig = {
    do_lower_case: true,
    model_max_length: options.sequenceLength,
    tokenizer_class: "BertTokenizer",
  };
  const encode = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  return [
    { name: "config.json", bytes: encode(config) },
    { name: "model.safetensors", bytes: weights },
    { name: "tokenizer_config.json", bytes: encode(tokenizerConfig) },
    { name: "training.json", bytes: encode({ options, metrics: measurement.metrics }) },
    { name: "vocab.txt", bytes: new TextEncoder().encode(`${vocab.join("\n")}\n`) },
  ];
}
