/**
 * RoBERTa (arXiv 1907.11692) as Hugging Face's `RobertaForMaskedLM`. Its positions are counted from behind the padding's
 * id, so the table's first rows are never used and fall away. It has one token type, and no NSP head.
 */
import * as v from "valibot";
import type { NamedTensor } from "../../base/tensors.ts";
import { parse } from "../../study/parse.ts";
import { bertConfigOf, encoderFields, size } from "../bert-config.ts";
import { headOfTwo, renamedBy, type Family } from "./family.ts";

/** Absent fields mean `RobertaConfig`'s defaults. */
const fileSchema = v.object({
  ...encoderFields,
  model_type: v.literal("roberta"),
  vocab_size: v.optional(size(1_000_000), 50265),
  // Every tokenizer of this family has its padding there.
  pad_token_id: v.optional(v.literal(1), 1),
  max_position_embeddings: v.optional(v.pipe(size(65_536), v.minValue(3)), 512),
  // The head's activation is always this one.
  hidden_act: v.optional(v.literal("gelu"), "gelu"),
});

/** Rows of the position table before the first token's: up to the padding's, whose id is 1. */
const unusedPositions = 2;
const positions = "bert.embeddings.position_embeddings.weight";

function withoutUnused(name: string, tensor: NamedTensor): NamedTensor {
  const [rows = 0, width = 0] = tensor.shape;
  if (!name.endsWith("position_embeddings.weight") || rows <= unusedPositions) return tensor;
  return { shape: [rows - unusedPositions, width], data: tensor.data.subarray(unusedPositions * width) };
}

function withUnused({ shape: [rows = 0, width = 0], data }: NamedTensor): NamedTensor {
  const all = new Float32Array((rows + unusedPositions) * width);
  all.set(data, unusedPositions * width);
  return { shape: [rows + unusedPositions, width], data: all };
}

export const roberta: Family = {
  readConfig(json) {
    const config = bertConfigOf(parse(fileSchema, json, "config.json"));
    return { ...config, maxPositionEmbeddings: config.maxPositionEmbeddings - unusedPositions };
  },
  nameInFile: renamedBy([
    ...headOfTwo,
    ["bert.", "roberta."],
    ["cls.predictions.transform.dense.", "lm_head.dense."],
    ["cls.predictions.transform.LayerNorm.", "lm_head.layer_norm."],
    ["cls.predictions.decoder.", "lm_head.decoder."],
    ["cls.predictions.bias", "lm_head.bias"],
  ]),
  completed: (tensors) => new Map([...tensors].map(([name, tensor]) => [name, withoutUnused(name, tensor)])),
  stored: (tensors) => new Map([...tensors].map(([name, tensor]) => [name, name === positions ? withUnused(tensor) : tensor])),
};
