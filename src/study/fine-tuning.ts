/** How students and teachers are fine-tuned on downstream tasks, and what came of it. */
import * as v from "valibot";
import { deriveSeed } from "../base/random.ts";
import { mean, standardDeviation } from "../base/statistics.ts";
import { studentQuantile } from "../base/student-t.ts";
import { downstreamNames, measureNames, type DownstreamName, type Measured } from "./downstream.ts";
import { type Estimate, estimateSchema } from "./estimate.ts";
import { scoreName, type ScoreName } from "./metrics.ts";

const whole = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const finite = v.pipe(v.number(), v.finite());
const rate = v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(1));

export const fineTuningSchema = v.strictObject({
  batchSize: whole(1, 512),
  /** Tokens of an example at most; where a task's are shorter, or the teacher knows fewer positions, less. */
  sequenceLength: whole(8, 512),
  /** Of a text that is too long: tokens from the beginning of one window to that of the next. */
  documentStride: whole(1, 512),
  /** Most training examples; of more, some are taken, spread evenly. */
  examples: whole(1, 1_000_000),
  epochs: whole(1, 100),
  /** How often the examples set aside for stopping are asked, and how often in a row without gain before it ends. */
  evaluationsPerEpoch: whole(1, 100),
  patience: whole(1, 1000),
  /** Each is tried; the one that does best on the examples set aside counts. */
  learningRates: v.pipe(v.array(rate), v.minLength(1), v.maxLength(8)),
  /** So many runs of each, which differ in the head's first values and the order of examples. */
  seeds: whole(1, 10),
  warmupShare: share,
  weightDecay: share,
});
export type FineTuning = v.InferOutput<typeof fineTuningSchema>;

/** Small students learn little at BERT's 2e-5; MobileBERT's paper searches up to 1e-4. */
export const usualFineTuning: FineTuning = {
  batchSize: 16,
  sequenceLength: 64,
  documentStride: 32,
  examples: 4000,
  epochs: 3,
  evaluationsPerEpoch: 2,
  patience: 3,
  learningRates: [1e-4, 3e-4],
  seeds: 1,
  warmupShare: 0.1,
  weightDecay: 0.01,
};

export const fineTuningRunSchema = v.strictObject({
  task: v.picklist(downstreamNames),
  learningRate: rate,
  seed: whole(0, 0xffffffff),
  /** Steps trained, and the step whose parameters were best on the examples set aside. */
  steps: whole(0, 1e9),
  bestStep: whole(0, 1e9),
  /** The score there, which chooses the step and the learning rate; null where the loss was no number any more. */
  chosenBy: v.nullable(finite),
  /** On the development examples, by which nothing was chosen. */
  measured: v.strictObject(
    Object.fromEntries(measureNames.map((name) => [name, v.exactOptional(finite)])) as Record<
      (typeof measureNames)[number],
      v.ExactOptionalSchema<typeof finite, undefined>
    >,
  ),
  score: v.nullable(estimateSchema),
});
export type FineTuningRun = v.InferOutput<typeof fineTuningRunSchema>;

export interface FinishedRun extends FineTuningRun {
  readonly chosenBy: number;
  readonly score: Estimate;
}
const isFinished = (run: FineTuningRun): run is FinishedRun => run.chosenBy !== null && run.score !== null;

/** The runs of the learning rate that did best on the examples set aside; of two equal ones the smaller. One that fails with a seed is none. */
export function chosenRuns(runs: readonly FineTuningRun[], task: DownstreamName): readonly FinishedRun[] {
  const own = runs.filter((run) => run.task === task);
  const rates = [...new Set(own.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
  const groups = rates.map((wanted) => own.filter(({ learningRate }) => learningRate === wanted)).filter((group) => group.every(isFinished));
  const quality = (group: readonly FinishedRun[]) => mean(group.map(({ chosenBy }) => chosenBy));
  return groups.reduce<readonly FinishedRun[]>((best, group) => (best.length === 0 || quality(group) > quality(best) ? group : best), []);
}

/**
 * A task's score: the mean over the seeds. Its interval has both sources of chance: which examples there are (the mean
 * of the runs' own half-widths, for all runs see the same ones) and which seed was drawn (Student's t), in quadrature.
 */
export function scoreOfRuns(runs: readonly FineTuningRun[], task: DownstreamName): Estimate | null {
  const chosen = chosenRuns(runs, task).map(({ score }) => score);
  if (chosen.length === 0) return null;
  const values = chosen.map(({ value }) => value);
  const value = mean(values);
  const spread = chosen.length < 2 ? 0 : (studentQuantile(0.975, chosen.length - 1) * standardDeviation(values)) / Math.sqrt(chosen.length);
  const half = (side: (score: Estimate) => number) => Math.hypot(mean(chosen.map(side)), spread);
  return { value, low: value - half((s) => s.value - s.low), high: value + half((s) => s.high - s.value), samples: Math.max(...chosen.map(({ samples }) => samples)) };
}

/** The measures of the chosen runs, each the mean over the seeds. */
export function measuredByRuns(runs: readonly FineTuningRun[], task: DownstreamName): Measured {
  const chosen = chosenRuns(runs, task);
  return Object.fromEntries(
    measureNames.flatMap((name) => {
      const values = chosen.flatMap(({ measured }) => measured[name] ?? []);
      return values.length === 0 ? [] : [[name, mean(values)]];
    }),
  );
}

/**
 * The scores of all tasks that are done, as metrics, and their mean once none is missing: its interval is that of
 * independent tasks.
 */
export function scoreMetrics(runs: readonly FineTuningRun[], tasks: readonly DownstreamName[]): Readonly<Partial<Record<ScoreName | "downstreamScore", Estimate>>> {
  const scores = tasks.flatMap((task) => {
    const score = scoreOfRuns(runs, task);
    return score === null ? [] : [{ task, score }];
  });
  const each = Object.fromEntries(scores.map(({ task, score }) => [scoreName(task), score]));
  if (scores.length === 0 || scores.length < tasks.length) return each;
  const value = mean(scores.map(({ score }) => score.value));
  const half = (side: (score: Estimate) => number) => Math.hypot(...scores.map(({ score }) => side(score))) / scores.length;
  const samples = scores.reduce((sum, { score }) => sum + score.samples, 0);
  return { ...each, downstreamScore: { value, low: value - half((s) => s.value - s.low), high: value + half((s) => s.high - s.value), samples } };
}

/** One place of the grid: which task, with which learning rate, from which seed. */
export type GridPlace = Pick<FineTuningRun, "task" | "learningRate" | "seed">;

/** All runs that the tasks' scores take, in a fixed order; a task's seeds are the same whatever else is fine-tuned. */
export function gridOf(tasks: readonly DownstreamName[], { learningRates, seeds }: FineTuning, seed: number): readonly GridPlace[] {
  return downstreamNames
    .filter((task) => tasks.includes(task))
    .flatMap((task) =>
      Array.from({ length: seeds }, (_, run) => deriveSeed(seed, "fine-tuning", task, run)).flatMap((each) =>
        learningRates.map((learningRate) => ({ task, learningRate, seed: each })),
      ),
    );
}

export const samePlace = (a: GridPlace, b: GridPlace): boolean => a.task === b.task && a.learningRate === b.learningRate && a.seed === b.seed;
