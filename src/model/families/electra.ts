/**
 * ELECTRA (arXiv 2003.10555) as Hugging Face stores it. Its generator has an MLM head; its discriminator tells replaced
 * tokens and has none, so it teaches its hidden states alone. Neither has an NSP head. Small ones have narrow embeddings
 * and a projection behind them.
 */
import * as v from "valibot";
import { parse } from "../../study/parse.ts";
import { bertConfigOf, encoderFields, size } from "../bert-config.ts";
import { headOfTwo, renamedBy, type Family } from "./family.ts";

/** Absent fields mean `ElectraConfig`'s defaults. */
const fileSchema = v.object({
  ...encoderFields,
  model_type: v.literal("electra"),
  embedding_size: v.optional(size(16_384), 128),
  hidden_size: v.optional(size(16_384), 256),
  num_attention_heads: v.optional(size(1024), 4),
  intermediate_size: v.optional(size(65_536), 1024),
  // The head's activation is always this one.
  hidden_act: v.optional(v.literal("gelu"), "gelu"),
});

export const electra: Family = {
  readConfig(json) {
    const file = parse(fileSchema, json, "config.json");
    return { ...bertConfigOf(file), embeddingSize: file.embedding_size, poolerAct: "gelu" };
  },
  nameInFile: renamedBy([
    ...headOfTwo,
    ["bert.", "electra."],
    ["cls.predictions.transform.dense.", "generator_predictions.dense."],
    ["cls.predictions.transform.LayerNorm.", "generator_predictions.LayerNorm."],
    ["cls.predictions.decoder.", "generator_lm_head."],
    ["cls.predictions.bias", "generator_lm_head.bias"],
  ]),
  completed: (tensors) => tensors,
  stored: (tensors) => tensors,
};
