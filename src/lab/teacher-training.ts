/** Training a BERT teacher of one's own: what the page and `npm run pretrain` share. */
import type { TokenisedDocuments } from "../data/corpus.ts";
import type { Tokenizer } from "../data/tokenizer.ts";
import type { Training } from "../distill/port.ts";
import { createPretraining } from "../distill/pretraining.ts";
import { measureAccuracy } from "../evaluate/accuracy.ts";
import { createBert } from "../model/bert.ts";
import type { Network } from "../model/network.ts";
import { disposeParameters, toTensors } from "../model/parameters.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import type { Measurement } from "../study/measurement.ts";
import type { PretrainingOptions } from "./port.ts";
import { heldoutBatches, trainingBatches } from "./study-batches.ts";

const tasks = ["mlm", "nsp"] as const;
/** Twice BERT's share of hidden tokens: more to learn from in every step (Wettig et al., arXiv 2202.08005). */
const trainingMaskProbability = 0.3;
/** BERT's, so that accuracies can be compared with those of students. */
const heldoutMaskProbability = 0.15;
const warmupShare = 0.05;
const weightDecay = 0.01;
/** Held-out sentence pairs on which a teacher is measured. */
const heldoutExamples = 1024;

/** What the batch sources read of a study's requirements. */
function requirementsOf(options: PretrainingOptions, maskProbability: number) {
  const { batchSize, sequenceLength, steps, seed } = options;
  const schedule = { batchSize, sequenceLength, maskProbability, transferStepsPerLayer: 0, distillationSteps: steps };
  return { schedule, tasks: [...tasks], seed, evaluation: { examples: heldoutExamples } };
}

export function teacherNetwork(options: PretrainingOptions): Network {
  return createBert({
    modelType: "bert",
    vocabSize: options.vocabSize,
    maxPositionEmbeddings: options.sequenceLength,
    typeVocabSize: 2,
    numHiddenLayers: options.layers,
    hiddenSize: options.hiddenSize,
    numAttentionHeads: options.heads,
    intermediateSize: options.intermediateSize,
    hiddenAct: "gelu",
    layerNormEps: 1e-12,
  });
}

export function trainTeacher(
  options: PretrainingOptions,
  corpus: TokenisedDocuments,
  tokenizer: Pick<Tokenizer, "vocabSize" | "special">,
  checkpoint: Checkpoint | null,
  now: () => number,
): Training {
  const { steps, learningRate, seed } = options;
  const batches = trainingBatches(requirementsOf(options, trainingMaskProbability), corpus, tokenizer);
  const schedule = { steps, learningRate, warmupShare, weightDecay, tasks: [...tasks] };
  return createPretraining({ network: teacherNetwork(options), batches, schedule, seed, checkpoint, now });
}

/** Accuracies of a teacher on held-out text. */
export async function measureTeacher(
  options: PretrainingOptions,
  training: Pick<Training, "student">,
  heldout: TokenisedDocuments,
  tokenizer: Pick<Tokenizer, "vocabSize" | "special">,
): Promise<Measurement> {
  const batches = heldoutBatches(requirementsOf(options, heldoutMaskProbability), heldout, tokenizer);
  const parameters = toTensors(await training.student());
  try {
    const network = teacherNetwork(options);
    const batchCount = batches.count;
    const accuracies = await measureAccuracy({ network, parameters, batches, batchCount, tasks: [...tasks] });
    return { metrics: accuracies, timing: null };
  } finally {
    disposeParameters(parameters);
  }
}
