/** What a fine-tuned network gets right on a downstream task. */
import { createRandom } from "../base/random.ts";
import { bootstrapInterval, wilsonInterval } from "../base/statistics.ts";
import type { QuestionRows } from "../data/question-rows.ts";
import type { TaskArrays, TaskBatches } from "../data/task-batches.ts";
import { capture } from "../engine/capture.ts";
import type { Program } from "../engine/program.ts";
import type { Parameters } from "../model/network.ts";
import type { TaskNetwork } from "../model/task-network.ts";
import { downstreamFacts, scoreOf, type DownstreamName, type Measure, type Measured } from "../study/downstream.ts";
import type { Estimate } from "../study/estimate.ts";
import type { QuestionExample } from "../study/examples.ts";
import { judgeAnswer } from "./answers.ts";
import { answersOf } from "./answer-spans.ts";
import { accuracy, f1, matthews, pearson, spearman } from "./measures.ts";

export interface Score {
  readonly measured: Measured;
  readonly score: Estimate;
}

/** Logits of all rows, by the rows' numbers. @param between what it gives after every batch */
export async function* predict<Between>(
  network: TaskNetwork,
  parameters: Parameters,
  batches: TaskBatches,
  between: Between,
): AsyncGenerator<Between, readonly Float32Array[]> {
  let program: Program<TaskArrays> | undefined;
  const logits: Float32Array[] = [];
  try {
    for (let index = 0; index < batches.count; index++) {
      const inputs = batches.batch(index);
      program ??= await capture<TaskArrays>((tensors) => network.logits(parameters, tensors), inputs);
      program.run(inputs);
      const values = await program.read(); // waits for the device
      const width = values.length / inputs.inputIds.shape[0];
      batches.picked(index).forEach((row, slot) => (logits[row] = values.slice(slot * width, (slot + 1) * width)));
      yield between;
    }
  } finally {
    program?.dispose();
  }
  return logits;
}

const argMax = (values: Float32Array) => values.reduce((best, value, i) => (value > (values[best] ?? 0) ? i : best), 0);

type Sentences = Exclude<Measure, "exactMatch" | "mismatchedAccuracy">;
const sentenceMeasures: Readonly<Record<Sentences, (predicted: Float64Array, labels: Float64Array) => number>> = { accuracy, f1, matthews, pearson, spearman };
const isOfSentences = (measure: Measure): measure is Sentences => Object.hasOwn(sentenceMeasures, measure);

/** @param values what the measures of an example's sample come to; a sample may name an example several times */
function scored(task: DownstreamName, examples: number, values: (sample: ArrayLike<number>) => Measured): Score {
  const all = Array.from({ length: examples }, (_, example) => example);
  const measured = values(all);
  const value = scoreOf(task, measured);
  const { scoredBy } = downstreamFacts(task);
  const isShare = scoredBy.every((measure) => measure === "accuracy" || measured[measure] === undefined);
  const { low, high } = isShare
    ? wilsonInterval(Math.round(value * examples), examples)
    : bootstrapInterval(all, (sample) => scoreOf(task, values(sample)), createRandom(1), { resamples: 200 });
  return { measured, score: { value, low: Math.min(low, value), high: Math.max(high, value), samples: examples } };
}

/** @param labels by row */
export function scoreSentences(task: DownstreamName, logits: readonly Float32Array[], labels: ArrayLike<number>): Score {
  const { predicts, scoredBy, besides } = downstreamFacts(task);
  const predicted = logits.map((row) => (predicts === "number" ? (row[0] ?? 0) : argMax(row)));
  const wanted = [...scoredBy, ...besides].filter(isOfSentences);
  return scored(task, predicted.length, (sample) => {
    const [ours, right] = [predicted, labels].map((values) => Float64Array.from({ length: sample.length }, (_, i) => values[sample[i] ?? 0] ?? 0));
    return Object.fromEntries(wanted.map((measure) => [measure, sentenceMeasures[measure](ours ?? new Float64Array(), right ?? new Float64Array())]));
  });
}

/** @param logits of every row, beginnings then ends */
export function scoreQuestions(task: DownstreamName, logits: readonly Float32Array[], rows: QuestionRows, examples: readonly QuestionExample[]): Score {
  const answers = answersOf(logits, rows, examples);
  const judged = examples.map(({ answers: rights }, i) => judgeAnswer(answers[i] ?? "", rights.map(({ text }) => text)));
  const meanOf = (sample: ArrayLike<number>, of: "exactMatch" | "f1") => {
    let sum = 0;
    for (let i = 0; i < sample.length; i++) sum += judged[sample[i] ?? 0]?.[of] ?? 0;
    return sum / sample.length;
  };
  return scored(task, judged.length, (sample) => ({ exactMatch: meanOf(sample, "exactMatch"), f1: meanOf(sample, "f1") }));
}

/** MNLI's two development sets together: the mean of both accuracies, their intervals' widths in quadrature. */
export function withMismatched(task: DownstreamName, matched: Score, mismatched: Score | null): Score {
  if (mismatched?.measured.accuracy === undefined) return matched;
  const measured = { ...matched.measured, mismatchedAccuracy: mismatched.measured.accuracy };
  const value = scoreOf(task, measured);
  const half = (side: (score: Estimate) => number) => Math.hypot(side(matched.score), side(mismatched.score)) / 2;
  const score = {
    value,
    low: value - half((s) => s.value - s.low),
    high: value + half((s) => s.high - s.value),
    samples: matched.score.samples + mismatched.score.samples,
  };
  return { measured, score };
}
