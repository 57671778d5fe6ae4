/** A batch under the names and shapes in which it enters a step. B sequences of S tokens, N slots for hidden tokens. */
import type { HostArray } from "../base/tensors.ts";
import type { Batch } from "./batch.ts";

type Sequences = HostArray<[number, number]>;
type List = HostArray<[number]>;

/** What an encoder reads. */
export type EncoderArrays = Readonly<Record<"inputIds" | "tokenTypeIds" | "attentionMask", Sequences>>; // [B, S]

/** What the losses of the pretraining tasks read besides. */
export type BatchArrays = EncoderArrays &
  Readonly<Record<"maskedPositions" | "maskedLabels" | "maskedWeights", List>> & // [N]
  Readonly<Record<"nspLabels", List>>; // [B]

export function encoderArrays({ batchSize, sequenceLength, inputIds, tokenTypeIds, attentionMask }: Batch): EncoderArrays {
  const shape: [number, number] = [batchSize, sequenceLength];
  return {
    inputIds: { shape, data: inputIds },
    tokenTypeIds: { shape, data: tokenTypeIds },
    attentionMask: { shape, data: attentionMask },
  };
}

export function batchArrays(batch: Batch): BatchArrays {
  const { maskedPositions, maskedLabels, maskedWeights, nspLabels } = batch;
  const slots: [number] = [maskedPositions.length];
  return {
    ...encoderArrays(batch),
    maskedPositions: { shape: slots, data: maskedPositions },
    maskedLabels: { shape: slots, data: maskedLabels },
    maskedWeights: { shape: slots, data: maskedWeights },
    nspLabels: { shape: [nspLabels.length], data: nspLabels },
  };
}
