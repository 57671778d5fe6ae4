/** The sizes at which engines are compared. */
import type { Architecture } from "../../../src/study/architecture.ts";

export interface Scale {
  readonly architecture: Architecture;
  readonly embeddingSize: number;
  readonly vocabSize: number;
  readonly batchSize: number;
  readonly sequenceLength: number;
}

/** Embeddings as wide as the student, where it is trained: the output weights are then the word embeddings alone. */
export const scales = {
  /** Twelve layers, small batches: for counting and for host time, which do not depend on widths. */
  deep: {
    architecture: { numHiddenLayers: 12, hiddenSize: 128, intraBottleneckSize: 32, numAttentionHeads: 4, intermediateSize: 128, numFeedforwardNetworks: 4 },
    embeddingSize: 128,
    vocabSize: 1000,
    batchSize: 2,
    sequenceLength: 32,
  },
  /** MobileBERT itself (arXiv 2004.02984), with a small vocabulary: rows are only looked up. */
  mobilebert: {
    architecture: { numHiddenLayers: 24, hiddenSize: 512, intraBottleneckSize: 128, numAttentionHeads: 4, intermediateSize: 512, numFeedforwardNetworks: 4 },
    embeddingSize: 128,
    vocabSize: 1000,
    batchSize: 1,
    sequenceLength: 32,
  },
  /** A student of the built-in study, with batches that a software adapter gets done. */
  student: {
    architecture: { numHiddenLayers: 4, hiddenSize: 128, intraBottleneckSize: 32, numAttentionHeads: 4, intermediateSize: 128, numFeedforwardNetworks: 4 },
    embeddingSize: 128,
    vocabSize: 1500,
    batchSize: 4,
    sequenceLength: 32,
  },
  /** The same with batches as a study has them: what a step costs whatever its batch then counts as little as there. */
  trial: {
    architecture: { numHiddenLayers: 4, hiddenSize: 128, intraBottleneckSize: 32, numAttentionHeads: 4, intermediateSize: 128, numFeedforwardNetworks: 4 },
    embeddingSize: 128,
    vocabSize: 1500,
    batchSize: 16,
    sequenceLength: 32,
  },
  /** For trying the bench itself, and for many steps. */
  tiny: {
    architecture: { numHiddenLayers: 2, hiddenSize: 32, intraBottleneckSize: 16, numAttentionHeads: 2, intermediateSize: 32, numFeedforwardNetworks: 2 },
    embeddingSize: 32,
    vocabSize: 100,
    batchSize: 2,
    sequenceLength: 16,
  },
} as const satisfies Readonly<Record<string, Scale>>;
export type ScaleName = keyof typeof scales;

/** Few batches that come again, so that the teacher's outputs are all known after as many steps. */
export const batchCount = 2;

/** Of a whole training: in the proportion of the default schedule, as few as show it. */
export const trialSteps = { transferStepsPerLayer: 1, distillationSteps: 10 };
export const trialStepsOf = ({ architecture }: Scale): number =>
  architecture.numHiddenLayers * trialSteps.transferStepsPerLayer + trialSteps.distillationSteps;
