/**
 * Pretraining accuracy on held-out text.
 *
 * Notation: B sequences of S tokens a batch, N = B·S rows, M slots for hidden tokens, P hidden size, V vocabulary.
 *
 *   MLM accuracy          share of hidden tokens whose most likely word is the right one
 *   NSP accuracy          share of sentence pairs told right
 *   pretrained accuracy   the mean of those two
 */
import { Refused } from "../base/errors.ts";
import { wilsonInterval } from "../base/statistics.ts";
import { type BatchArrays, batchArrays } from "../data/batch-arrays.ts";
import type { Batch, BatchSource } from "../data/batch.ts";
import { capture } from "../engine/capture.ts";
import type { Program, TensorsOf } from "../engine/program.ts";
import * as tf from "../engine/tf.ts";
import type { Network, Parameters } from "../model/network.ts";
import type { Estimate } from "../study/measurement.ts";
import type { Requirements } from "../study/requirements.ts";

export type Tasks = Requirements["tasks"];

export interface AccuracyRequest {
  readonly network: Network;
  readonly parameters: Parameters;
  readonly batches: BatchSource;
  /** How many batches, from the first on. */
  readonly batchCount: number;
  readonly tasks: Tasks;
  /** Called after each batch. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** A task that was not asked for has no accuracy. */
export interface Accuracies {
  readonly mlmAccuracy?: Estimate;
  readonly nspAccuracy?: Estimate;
  /** Of a single task its accuracy. */
  readonly pretrainedAccuracy: Estimate;
}

export interface Tally {
  readonly right: number;
  readonly of: number;
}

/** Slots in which a token was hidden; weights are 0 or 1. */
const usedSlots = (batch: Batch) => batch.maskedWeights.reduce((sum, weight) => sum + weight, 0);

/** How many predictions of a batch are right, counted where the logits are. @returns [2] float32: MLM, NSP */
function countRight(network: Network, parameters: Parameters, batch: TensorsOf<BatchArrays>, tasks: Tasks): tf.Tensor1D {
  const [batchSize, sequenceLength] = batch.inputIds.shape;
  return tf.tidy(() => {
    const { hiddenStates } = network.encode(parameters, batch);
    const lastHidden = hiddenStates[network.layers];
    if (lastHidden === undefined) throw new Error(`the network gave ${hiddenStates.length} hidden states, not ${network.layers + 1}`);

    const mlmRight = () => {
      const rows = tf.reshape<tf.Rank.R2>(lastHidden, [batchSize * sequenceLength, network.hiddenSize]); // [N, P]
      const hidden = tf.gather(rows, batch.maskedPositions); // [M, P]
      const guesses = tf.argMax(network.mlmLogits(parameters, hidden), 1); // [M, V] → [M]
      const right = tf.cast(tf.equal(guesses, batch.maskedLabels), "float32");
      return tf.sum(tf.mul(right, batch.maskedWeights));
    };
    const nspRight = () => {
      const guesses = tf.argMax(network.nspLogits(parameters, lastHidden), 1); // [B, 2] → [B]
      return tf.sum(tf.cast(tf.equal(guesses, batch.nspLabels), "float32"));
    };
    const nothing = () => tf.scalar(0);
    return tf.stack([
      (tasks.includes("mlm") ? mlmRight : nothing)(),
      (tasks.includes("nsp") ? nspRight : nothing)(),
    ]) as tf.Tensor1D; // stack of scalars; tfjs types it as a tensor of any rank
  });
}

/** With Wilson's 95 % interval. */
export function estimateShare({ right, of }: Tally): Estimate {
  return { value: right / of, ...wilsonInterval(right, of), samples: of };
}

/**
 * The mean of two independent accuracies; the distances to the bounds add in quadrature (the square-and-add interval of
 * Newcombe 1998, Zou and Donner 2008).
 */
function meanEstimate(a: Estimate, b: Estimate): Estimate {
  const value = (a.value + b.value) / 2;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.value - b.low) / 2,
    high: value + Math.hypot(a.high - a.value, b.high - b.value) / 2,
    samples: a.samples + b.samples,
  };
}

/**
 * Accuracies with Wilson's 95 % intervals; `samples` counts predictions. Hidden tokens of one sentence are not quite
 * independent, so the intervals of MLM are a little narrow. Two numbers a batch are read back from the device.
 * @throws Refused where there is nothing to predict · Lost when the device is gone
 */
export async function measureAccuracy(request: AccuracyRequest): Promise<Accuracies> {
  const { network, parameters, batches, batchCount, tasks } = request;
  let [mlmRight, mlmOf, nspRight, nspOf] = [0, 0, 0, 0];
  let program: Program<BatchArrays> | undefined;
  try {
    for (let index = 0; index < batchCount; index++) {
      const batch = batches.batch(index);
      const inputs = batchArrays(batch);
      program ??= await capture<BatchArrays>((tensors) => countRight(network, parameters, tensors, tasks), inputs);
      program.run(inputs);
      const [mlm = 0, nsp = 0] = await program.read(); // waits for the device
      mlmRight += mlm;
      nspRight += nsp;
      mlmOf += usedSlots(batch);
      nspOf += batch.batchSize;
      request.onProgress?.(index + 1, batchCount);
    }
  } finally {
    program?.dispose();
  }
  const mlm = tasks.includes("mlm") && mlmOf > 0 ? estimateShare({ right: mlmRight, of: mlmOf }) : undefined;
  const nsp = tasks.includes("nsp") && nspOf > 0 ? estimateShare({ right: nspRight, of: nspOf }) : undefined;
  const pretrainedAccuracy = mlm && nsp ? meanEstimate(mlm, nsp) : (mlm ?? nsp);
  if (pretrainedAccuracy === undefined) {
    throw new Refused(`the held-out text has nothing to predict: ${mlmOf} hidden tokens in ${batchCount} batches`);
  }
  return { ...(mlm && { mlmAccuracy: mlm }), ...(nsp && { nspAccuracy: nsp }), pretrainedAccuracy };
}

/** The largest count, and the sum of all. */
function share(counts: ReadonlyMap<number, number>): number {
  const values = [...counts.values()];
  const sum = values.reduce((total, count) => total + count, 0);
  return sum === 0 ? 0 : Math.max(...values) / sum;
}

/**
 * What always predicting the most frequent label scores: a student below it has learned nothing of the words.
 * The label is the most frequent of these very batches, so no constant guess does better.
 */
export function majorityAccuracy(
  batches: BatchSource,
  batchCount = batches.count,
): { readonly mlmAccuracy: number; readonly nspAccuracy: number } {
  const words = new Map<number, number>();
  const pairs = new Map<number, number>();
  const tally = (counts: Map<number, number>, label: number) => void counts.set(label, (counts.get(label) ?? 0) + 1);
  for (let index = 0; index < batchCount; index++) {
    const { maskedLabels, maskedWeights, nspLabels } = batches.batch(index);
    maskedLabels.forEach((label, slot) => maskedWeights[slot] === 0 || tally(words, label));
    nspLabels.forEach((label) => tally(pairs, label));
  }
  return { mlmAccuracy: share(words), nspAccuracy: share(pairs) };
}
