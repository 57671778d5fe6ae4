/**
 * Sizes of BERT (arXiv 1810.04805), by formula: networks to compare students with.
 *
 * Notation: h hidden size, f feed-forward size, V vocabulary, P positions, S sequence length, L layers.
 */
import type { Vocabulary } from "./template.ts";

export interface BertSizes {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly intermediateSize: number;
}

/** Trained numbers of the encoder with its embeddings and its pooler, as BERT's sizes are published; no heads. */
export function bertParameters({ layers, hiddenSize: h, intermediateSize: f }: BertSizes, vocabulary: Vocabulary): number {
  const tokenTypes = 2;
  const embeddings = (vocabulary.vocabSize + vocabulary.maxPositionEmbeddings + tokenTypes) * h + 2 * h;
  const attention = 4 * (h * h + h) + 2 * h;
  const feedForward = 2 * h * f + f + h + 2 * h;
  const pooler = h * h + h;
  return embeddings + layers * (attention + feedForward) + pooler;
}

/** Floating-point operations of one forward pass, two a multiply-add, matrix products only; pooler and heads left out. */
export function bertFlops({ layers, hiddenSize: h, intermediateSize: f }: BertSizes, batchSize: number, sequenceLength: number): number {
  const perToken = 4 * h * h + 2 * h * f + 2 * sequenceLength * h;
  return 2 * batchSize * sequenceLength * layers * perToken;
}
