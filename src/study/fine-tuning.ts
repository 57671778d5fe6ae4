/** How students and teachers are fine-tuned on downstream tasks, and what came of one run. */
import * as v from "valibot";
import { downstreamNames, measureNames } from "./downstream.ts";
import { type Estimate, estimateSchema } from "./estimate.ts";

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
export const isFinished = (run: FineTuningRun): run is FinishedRun => run.chosenBy !== null && run.score !== null;

/** One place of the grid: which task, with which learning rate, from which seed. */
export type GridPlace = Pick<FineTuningRun, "task" | "learningRate" | "seed">;
