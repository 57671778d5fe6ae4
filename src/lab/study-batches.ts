import { deriveSeed } from "../base/random.ts";
import type { BatchSource } from "../data/batch.ts";
import { createBatches } from "../data/batches.ts";
import type { TokenisedDocuments } from "../data/corpus.ts";
import type { Tokenizer } from "../data/tokenizer.ts";
import type { Requirements } from "../study/requirements.ts";

/** The part of the requirements that determines the batches. */
export interface BatchRequirements extends Pick<Requirements, "tasks" | "seed" | "evaluation"> {
  readonly schedule: Pick<
    Requirements["schedule"],
    "batchSize" | "sequenceLength" | "maskProbability" | "transferStepsPerLayer" | "distillationSteps"
  >;
}

type BatchTokenizer = Pick<Tokenizer, "vocabSize" | "special">;

/** The study's fixed batches: all trials, flash and regular, see the same ones in the same order. */
export function trainingBatches(requirements: BatchRequirements, corpus: TokenisedDocuments, tokenizer: BatchTokenizer): BatchSource {
  const { batchSize, sequenceLength, maskProbability, transferStepsPerLayer, distillationSteps } = requirements.schedule;
  const count = Math.max(transferStepsPerLayer, distillationSteps);
  const seed = deriveSeed(requirements.seed, "training batches");
  const spec = { batchSize, sequenceLength, maskProbability, seed, count };
  return createBatches(corpus, tokenizer, spec, { mlmOnly: !requirements.tasks.includes("nsp") });
}

/** The batches on which accuracies are measured; no training document is in them. */
export function heldoutBatches(requirements: BatchRequirements, heldout: TokenisedDocuments, tokenizer: BatchTokenizer): BatchSource {
  const { batchSize, sequenceLength, maskProbability } = requirements.schedule;
  const count = Math.ceil(requirements.evaluation.examples / batchSize);
  const seed = deriveSeed(requirements.seed, "heldout batches");
  const spec = { batchSize, sequenceLength, maskProbability, seed, count };
  return createBatches(heldout, tokenizer, spec, { mlmOnly: !requirements.tasks.includes("nsp") });
}
