/** Reference outputs of PyTorch (`golden.json`) beside the checkpoint they came from. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { readSafetensors } from "../../src/formats/safetensors.ts";
import { loadNetwork } from "../../src/model/load.ts";

/** Real data lies beside the repository; it is not part of it. */
export const realFolder = resolve(import.meta.dirname, "../../../shared/real");
export const hasRealData = existsSync(realFolder);
export const goldenFolder = resolve(import.meta.dirname, "../model/golden");

const tensorSchema = v.object({ shape: v.array(v.number()), values: v.array(v.number()) });
const rowsSchema = v.array(v.array(v.number()));
const goldenSchema = v.object({
  inputIds: rowsSchema,
  tokenTypeIds: rowsSchema,
  attentionMask: rowsSchema,
  hiddenStates: v.array(tensorSchema),
  /** After the softmax. */
  attentions: v.array(tensorSchema),
  mlmLogitsAt: v.optional(tensorSchema),
  mlmArgmax: v.optional(rowsSchema),
  nspLogits: v.optional(tensorSchema),
  labels: v.optional(rowsSchema),
  nspLabels: v.optional(v.array(v.number())),
  mlmLoss: v.optional(v.number()),
  nspLoss: v.optional(v.number()),
  parameters: v.number(),
});
export type Golden = v.InferOutput<typeof goldenSchema>;
export type GoldenTensor = v.InferOutput<typeof tensorSchema>;

export function readGolden(folder: string): Golden {
  return v.parse(goldenSchema, JSON.parse(readFileSync(join(folder, "golden.json"), "utf8")));
}

/** A checkpoint in Hugging Face layout. */
export function readCheckpoint(folder: string) {
  const json: unknown = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
  return loadNetwork(json, readSafetensors(readFileSync(join(folder, "model.safetensors"))), folder);
}
