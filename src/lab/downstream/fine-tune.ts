/** One network fine-tuned on one task with one learning rate and one seed: trains, stops early, judges. */
import { deriveSeed } from "../../base/random.ts";
import type { NamedTensors } from "../../base/tensors.ts";
import { orderedBatches, shuffledBatches } from "../../data/task-batches.ts";
import { createFineTuning } from "../../distill/fine-tuning.ts";
import { predict, scoreQuestions, scoreSentences, withMismatched, type Score } from "../../evaluate/downstream.ts";
import type { NetworkConfig } from "../../model/load.ts";
import { disposeParameters, toTensors } from "../../model/parameters.ts";
import { createTaskNetwork } from "../../model/task-network.ts";
import { downstreamFacts } from "../../study/downstream.ts";
import type { FineTuning, FinishedRun } from "../../study/fine-tuning.ts";
import type { JudgedRows, PreparedTask } from "./prepare-task.ts";

export interface FineTuneRequest {
  readonly config: NetworkConfig;
  /** The pretrained parameters. */
  readonly pretrained: NamedTensors;
  readonly prepared: PreparedTask;
  readonly settings: FineTuning;
  readonly learningRate: number;
  readonly seed: number;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface FineTuneProgress {
  readonly phase: "training" | "judging";
  readonly step: number;
  readonly steps: number;
  readonly loss: number | null;
}

export interface FineTuned {
  readonly run: FinishedRun;
  /** The network at its best step, with its head. */
  readonly tensors: NamedTensors;
}

/** Milliseconds after which training gives way. */
const pieceMs = 100;

/**
 * Gives way often, so that whoever drives it can stop, pause or show how far it is. The same request gives the same
 * network on the same backend.
 * @throws Diverged when the loss is not finite · Lost
 */
export async function* fineTune(request: FineTuneRequest): AsyncGenerator<FineTuneProgress, FineTuned> {
  const { config, pretrained, prepared, settings, learningRate, seed, now } = request;
  const { task, training: examples } = prepared;
  const { batchSize, sequenceLength, pad } = { ...settings, ...prepared };
  const network = createTaskNetwork(config, prepared.head);
  const batches = shuffledBatches(examples, { batchSize, sequenceLength, pad }, deriveSeed(seed, "order"));
  const steps = settings.epochs * batches.count;
  const between = Math.max(1, Math.round(batches.count / settings.evaluationsPerEpoch));
  const training = createFineTuning({
    network,
    initial: network.initialise(pretrained, deriveSeed(seed, "head")),
    batches,
    predicts: downstreamFacts(task).predicts,
    steps,
    learningRate,
    warmupShare: settings.warmupShare,
    weightDecay: settings.weightDecay,
    now,
  });
  let best: { readonly score: number; readonly step: number; readonly tensors: NamedTensors } | null = null;
  let [step, loss, without]: [number, number | null, number] = [0, null, 0];

  async function* judge(tensors: NamedTensors, { rows, targets, questions }: JudgedRows): AsyncGenerator<FineTuneProgress, Score> {
    const parameters = toTensors(tensors);
    try {
      const judged = orderedBatches({ rows, targets }, { batchSize, sequenceLength, pad });
      const logits = yield* predict(network, parameters, judged, { phase: "judging" as const, step, steps, loss });
      return questions ? scoreQuestions(task, logits, questions.rows, questions.examples) : scoreSentences(task, logits, targets["labels"] ?? []);
    } finally {
      disposeParameters(parameters);
    }
  }

  try {
    while (step < steps && without < settings.patience) {
      // Train, up to the next look at the examples set aside.
      const until = Math.min(steps, step + between);
      while (step < until) {
        const progress = await training.advance(pieceMs, until);
        step = progress.step;
        loss = progress.points.at(-1)?.loss ?? loss;
        yield { phase: "training", step, steps, loss };
      }
      // Stop where there is no gain.
      const tensors = await training.student();
      const { score } = yield* judge(tensors, prepared.stopping);
      without++;
      if (best === null || score.value > best.score) [best, without] = [{ score: score.value, step, tensors }, 0];
    }
  } finally {
    training.dispose();
  }
  if (best === null) throw new Error("fine-tuning of no steps has no result");
  const { tensors } = best;
  const matched = yield* judge(tensors, prepared.development);
  const mismatched = prepared.mismatched && (yield* judge(tensors, prepared.mismatched));
  const { measured, score } = withMismatched(task, matched, mismatched);
  return { run: { task, learningRate, seed, steps: step, bestStep: best.step, chosenBy: best.score, measured, score }, tensors };
}
