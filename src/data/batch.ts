/**
 * One batch of pretraining examples; B sequences of S tokens, N = B · maxPredictions hidden tokens. All shapes are
 * fixed within a study, so that a captured step can be replayed; slots beyond the hidden tokens have weight 0.
 */
export interface Batch {
  readonly batchSize: number;
  readonly sequenceLength: number;
  /** [B · S] token ids, hidden tokens already replaced. */
  readonly inputIds: Int32Array;
  /** [B · S] 0 for the first segment and padding, 1 for the second. */
  readonly tokenTypeIds: Int32Array;
  /** [B · S] 1 for tokens, 0 for padding. */
  readonly attentionMask: Float32Array;
  /** [N] positions of hidden tokens as row · S + column; 0 in unused slots. */
  readonly maskedPositions: Int32Array;
  /** [N] the hidden tokens' ids; 0 in unused slots. */
  readonly maskedLabels: Int32Array;
  /** [N] 1 for used slots, 0 for unused ones. */
  readonly maskedWeights: Float32Array;
  /** [B] 0: the second segment follows the first, 1: it is from elsewhere (Hugging Face's labels). */
  readonly nspLabels: Int32Array;
}

/** Batches by index: a pure function of the corpus, the specification and the seed, so training resumes by a number. */
export interface BatchSource {
  /** Batches after which the same examples come again (with new masks only if the source says so). */
  readonly count: number;
  /** @param index any integer ≥ 0 */
  batch(index: number): Batch;
}

export interface BatchSpec {
  readonly batchSize: number;
  readonly sequenceLength: number;
  readonly maskProbability: number;
  readonly seed: number;
  /** How many batches to prepare; examples repeat beyond what the corpus holds. */
  readonly count: number;
}
