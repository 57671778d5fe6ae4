import * as v from "valibot";

/** What all students of a study share; the axes vary beside it. Names follow `MobileBertConfig`. */
export const templateSchema = v.strictObject({
  name: v.picklist(["mobilebert"]),
  embeddingSize: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2048)),
  normalization: v.picklist(["no_norm", "layer_norm"]),
  activation: v.picklist(["relu", "gelu"]),
  trigramInput: v.boolean(),
  keyQuerySharedBottleneck: v.boolean(),
  useBottleneckAttention: v.boolean(),
});
export type Template = v.InferOutput<typeof templateSchema>;

/** What the student's size depends on besides its architecture. */
export interface Vocabulary {
  readonly vocabSize: number;
  readonly maxPositionEmbeddings: number;
}

/** How a backend computes: by kernels of our own, made of several operations each, or operation by operation. */
export type Kernels = "fused" | "composed";
