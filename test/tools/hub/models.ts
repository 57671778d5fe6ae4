/** Models for a hub of the tests: BERTs of a few kilobytes. */
import { createHash } from "node:crypto";
import type { NamedTensors } from "../../../src/base/tensors.ts";
import { writeSafetensors } from "../../../src/formats/safetensors.ts";
import { parseBertConfig } from "../../../src/model/bert-config.ts";
import { createBert } from "../../../src/model/bert.ts";
import type { HubModel } from "./server.ts";

const text = (content: string) => new TextEncoder().encode(content);
export const commitOf = (name: string) => createHash("sha1").update(name).digest("hex");

const vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "number", "sat", "on", "mat", "."];
const config = {
  model_type: "bert",
  vocab_size: vocab.length,
  max_position_embeddings: 64,
  num_hidden_layers: 2,
  hidden_size: 16,
  num_attention_heads: 2,
  intermediate_size: 32,
};
const tensors = (): NamedTensors => createBert(parseBertConfig(config)).initialise(1);
const about = [["config.json", text(JSON.stringify(config))], ["vocab.txt", text(vocab.join("\n"))], ["README.md", text("# A model")]] as const;

export function wholeModel(name: string): HubModel {
  return { commit: commitOf(name), revisions: ["v1"], files: new Map([...about, ["model.safetensors", writeSafetensors(tensors())]]) };
}

/** The same weights in two parts with an index. */
export function splitModel(name: string): HubModel {
  const entries = [...tensors()];
  const half = entries.length >> 1;
  const parts = [entries.slice(0, half), entries.slice(half)].map((part, i) => ({ file: `model-0000${i + 1}-of-00002.safetensors`, part }));
  const weights = Object.fromEntries(parts.flatMap(({ file, part }) => part.map(([tensor]) => [tensor, file])));
  const index = text(JSON.stringify({ metadata: {}, weight_map: weights }));
  const files = parts.map(({ file, part }) => [file, writeSafetensors(new Map(part))] as const);
  return { commit: commitOf(name), files: new Map([...about, ["model.safetensors.index.json", index], ...files]) };
}

export function pickledModel(name: string): HubModel {
  return { commit: commitOf(name), files: new Map([...about, ["pytorch_model.bin", new Uint8Array(2000)]]) };
}
