/** Runs ONNX models in Node, by the runtime that pages use. */
import * as ort from "onnxruntime-web";
import type { GoldenTensor } from "./golden.ts";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

export interface OnnxInput {
  readonly inputIds: readonly (readonly number[])[];
  readonly tokenTypeIds: readonly (readonly number[])[];
  readonly attentionMask: readonly (readonly number[])[];
}

/** Every output of a model by its name. */
export async function runOnnx(model: Uint8Array, input: OnnxInput): Promise<Readonly<Record<string, GoldenTensor>>> {
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  const tensor = (rows: readonly (readonly number[])[]) =>
    new ort.Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);
  const results = await session.run({
    input_ids: tensor(input.inputIds),
    attention_mask: tensor(input.attentionMask),
    token_type_ids: tensor(input.tokenTypeIds),
  });
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { dims, data }]) => [name, { shape: [...dims], values: Array.from(data, Number) }]),
  );
}

/** The largest difference, relative to values beyond 1. */
export function worstDifference(got: GoldenTensor, expected: GoldenTensor): number {
  if (got.shape.join() !== expected.shape.join()) return Infinity;
  return expected.values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (got.values[i] ?? NaN)) / Math.max(1, Math.abs(value))), 0);
}
