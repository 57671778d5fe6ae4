/**
 * Pretraining accuracy of a student's ONNX model: the predictions of accuracy.ts, made by onnxruntime-web on the processor,
 * so that a smaller variant's cost shows on the very same hidden tokens and sentence pairs.
 */
import type { Batch, BatchSource } from "../data/batch.ts";
import { outputNames } from "../formats/onnx/mobilebert.ts";
import type { Measurement } from "../study/measurement.ts";
import { estimateShare, type Tasks } from "./accuracy.ts";
import { openOnnxRuntime, type OnnxRuntimeFiles } from "./onnx-runtime.ts";

export interface OnnxAccuracyRequest {
  readonly model: Uint8Array;
  readonly batches: BatchSource;
  /** How many batches, from the first on. */
  readonly batchCount: number;
  readonly tasks: Tasks;
  readonly files: OnnxRuntimeFiles | null;
  readonly open?: typeof openOnnxRuntime;
}

/** @throws Unsupported where the model cannot be run */
export async function measureOnnxAccuracy(request: OnnxAccuracyRequest): Promise<Measurement["metrics"]> {
  const { model, batches, batchCount, tasks, files, open = openOnnxRuntime } = request;
  const session = await (await open("ortWasm", files)).open(model);
  const [words, pairs] = [{ right: 0, of: 0 }, { right: 0, of: 0 }];
  try {
    for (let index = 0; index < batchCount; index++) {
      const batch = batches.batch(index);
      const outputs = await session.predict(batch);
      const [wordScores, pairScores] = [outputs.get(outputNames.mlm), outputs.get(outputNames.nsp)];
      if (wordScores !== undefined) countWords(batch, wordScores, words);
      if (pairScores !== undefined) countPairs(batch, pairScores, pairs);
    }
  } finally {
    await session.dispose();
  }
  return {
    ...(tasks.includes("mlm") && words.of > 0 && { mlmAccuracy: estimateShare(words) }),
    ...(tasks.includes("nsp") && pairs.of > 0 && { nspAccuracy: estimateShare(pairs) }),
  };
}

interface Count {
  right: number;
  of: number;
}

/** @param scores [B, S, V] */
function countWords(batch: Batch, scores: Float32Array, count: Count): void {
  const vocabSize = scores.length / (batch.batchSize * batch.sequenceLength);
  batch.maskedPositions.forEach((position, slot) => {
    if (batch.maskedWeights[slot] === 0) return;
    count.of++;
    if (largest(scores.subarray(position * vocabSize, (position + 1) * vocabSize)) === batch.maskedLabels[slot]) count.right++;
  });
}

/** @param scores [B, 2] */
function countPairs({ nspLabels }: Batch, scores: Float32Array, count: Count): void {
  nspLabels.forEach((label, row) => {
    count.of++;
    if (largest(scores.subarray(2 * row, 2 * row + 2)) === label) count.right++;
  });
}

const largest = (scores: Float32Array) => scores.reduce((best, score, index) => (score > (scores[best] ?? -Infinity) ? index : best), 0);
