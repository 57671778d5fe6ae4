/**
 * BERT's pretraining examples (arXiv 1810.04805, section 3.1 and appendix A.2) by index.
 *
 *   [CLS] first segment [SEP] second segment [SEP] padding
 *
 * B  batch size · S  sequence length · M  slots for hidden tokens a row, ceil(p S) · p  mask probability
 * T = S - 3  tokens for the two segments
 *
 * Every document of at least two sentences is covered by ceil(tokens / T) windows of T tokens; an epoch is a seeded
 * permutation of all windows, and each epoch shifts them a little, so the corpus is visited evenly. A window is cut
 * between two of its sentences. In half of the examples the second segment comes from another document, as long as
 * the true continuation and never from a document's beginning: neither length nor style gives the answer away.
 */
import { createRandom, deriveSeed, type Random } from "../base/random.ts";
import type { Batch, BatchSource, BatchSpec } from "./batch.ts";
import type { TokenisedDocuments } from "./corpus.ts";
import { createMasking } from "./masking.ts";
import { createSegments, type Pair } from "./segments.ts";
import type { Tokenizer } from "./tokenizer.ts";

export interface BatchOptions {
  /** The second segment always follows; for studies whose tasks exclude next-sentence prediction. */
  readonly mlmOnly?: boolean;
}

/** M, the slots for hidden tokens in each row. */
export function maxPredictions(spec: Pick<BatchSpec, "maskProbability" | "sequenceLength">): number {
  return Math.ceil(spec.maskProbability * spec.sequenceLength);
}

/**
 * Batches as a pure function of corpus, tokenizer, specification and index. `batch(i)` and `batch(i + count)` are the
 * same, masks included, so a teacher's outputs can be kept.
 * @throws Refused when no pairs can be made: fewer than two documents (one with `mlmOnly`) of two sentences or more
 */
export function createBatches(
  corpus: TokenisedDocuments,
  tokenizer: Pick<Tokenizer, "vocabSize" | "special">,
  spec: BatchSpec,
  options: BatchOptions = {},
): BatchSource {
  const { batchSize, sequenceLength, seed, count } = spec;
  const { special } = tokenizer;
  const segments = createSegments(corpus, sequenceLength - 3, seed, options.mlmOnly ?? false);
  const slots = maxPredictions(spec);
  const hideTokens = createMasking(tokenizer, spec.maskProbability, slots);

  const fillRow = (batch: Batch, row: number, pair: Pair, random: Random) => {
    const start = row * sequenceLength;
    const { ids } = corpus;
    const firstLength = pair.first.end - pair.first.start;
    const secondLength = pair.second.end - pair.second.start;
    const secondStart = start + firstLength + 2;
    const end = secondStart + secondLength + 1;
    batch.inputIds[start] = special.cls;
    batch.inputIds.set(ids.subarray(pair.first.start, pair.first.end), start + 1);
    batch.inputIds[secondStart - 1] = special.sep;
    batch.inputIds.set(ids.subarray(pair.second.start, pair.second.end), secondStart);
    batch.inputIds[end - 1] = special.sep;
    batch.inputIds.fill(special.pad, end, start + sequenceLength);
    batch.tokenTypeIds.fill(1, secondStart, end);
    batch.attentionMask.fill(1, start, end);
    batch.nspLabels[row] = pair.follows ? 0 : 1;
    hideTokens(batch, start, end, row * slots, random);
  };

  return {
    count,
    batch(index) {
      const batch = emptyBatch(batchSize, sequenceLength, slots);
      const firstExample = (index % count) * batchSize;
      for (let row = 0; row < batchSize; row++) {
        const random = createRandom(deriveSeed(seed, "example", firstExample + row));
        fillRow(batch, row, segments.pair(firstExample + row, random), random);
      }
      return batch;
    },
  };
}

function emptyBatch(batchSize: number, sequenceLength: number, slots: number): Batch {
  return {
    batchSize,
    sequenceLength,
    inputIds: new Int32Array(batchSize * sequenceLength),
    tokenTypeIds: new Int32Array(batchSize * sequenceLength),
    attentionMask: new Float32Array(batchSize * sequenceLength),
    maskedPositions: new Int32Array(batchSize * slots),
    maskedLabels: new Int32Array(batchSize * slots),
    maskedWeights: new Float32Array(batchSize * slots),
    nspLabels: new Int32Array(batchSize),
  };
}
