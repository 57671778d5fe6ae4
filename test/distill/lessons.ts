import { createRandom, deriveSeed } from "../../src/base/random.ts";
import type { Batch, BatchSource } from "../../src/data/batch.ts";

/**
 * Batches that a tiny network can learn from: a hidden token is told by its left neighbour (one more, modulo the
 * words), and the second segment follows where it begins with the word 3.
 */
export function createLessons(vocabSize: number, batchSize = 4, sequenceLength = 8, slots = 2): BatchSource {
  const words = vocabSize - 3;
  const batch = (index: number): Batch => {
    const random = createRandom(deriveSeed(11, index % 64));
    const inputIds = new Int32Array(batchSize * sequenceLength);
    const tokenTypeIds = new Int32Array(batchSize * sequenceLength);
    const attentionMask = new Float32Array(batchSize * sequenceLength);
    const maskedPositions = new Int32Array(batchSize * slots);
    const maskedLabels = new Int32Array(batchSize * slots);
    const maskedWeights = new Float32Array(batchSize * slots);
    const nspLabels = new Int32Array(batchSize);
    for (let row = 0; row < batchSize; row++) {
      const start = row * sequenceLength;
      const length = sequenceLength - random.integer(3);
      nspLabels[row] = random.integer(2);
      for (let i = 0; i < length; i++) {
        inputIds[start + i] = i === 0 ? 1 : 3 + ((row + i) % words);
        tokenTypeIds[start + i] = i < length / 2 ? 0 : 1;
        attentionMask[start + i] = 1;
      }
      inputIds[start + 1] = nspLabels[row] === 0 ? 3 : 4;
      // The last slot of a short row stays unused.
      for (let slot = 0; slot < (length < sequenceLength ? slots - 1 : slots); slot++) {
        const position = start + 3 + slot * 2;
        maskedPositions[row * slots + slot] = position;
        maskedLabels[row * slots + slot] = inputIds[position] ?? 0;
        maskedWeights[row * slots + slot] = 1;
        inputIds[position] = 2;
      }
    }
    return {
      batchSize,
      sequenceLength,
      inputIds,
      tokenTypeIds,
      attentionMask,
      maskedPositions,
      maskedLabels,
      maskedWeights,
      nspLabels,
    };
  };
  return { count: 64, batch };
}
