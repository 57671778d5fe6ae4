/**
 * The baseline: the same student, losses and optimiser, written with plain tfjs operations and `tf.train.adam`, run
 * eagerly. It clips no gradients and decays no weights, which ours does: it has less to do.
 */
import type { Batch } from "../../../../src/data/batch.ts";
import * as tf from "../../../../src/engine/tf.ts";
import { createMobileBert } from "../../../../src/model/mobilebert.ts";
import { toTensors, toVariables } from "../../../../src/model/parameters.ts";
import { batchesOf, schedule, studentConfig, studentSeed } from "../material.ts";
import type { Scale } from "../scale.ts";
import { createPlainMobileBert } from "./plain-mobilebert.ts";
import { inputOf, softLabels } from "./soft-labels.ts";
import { repeat, type Subject } from "./subject.ts";

const startingWeights = (scale: Scale) => createMobileBert(studentConfig(scale)).initialise(studentSeed);

/** Pretraining distillation: masked words against true and soft labels, and next sentences. */
export async function createPlainTraining(scale: Scale): Promise<Subject> {
  const variables = toVariables(startingWeights(scale));
  const network = createPlainMobileBert(studentConfig(scale), variables);
  const labels = await softLabels(scale);
  const batches = batchesOf(scale);
  const optimiser = tf.train.adam(schedule.distillationLearningRate, 0.9, 0.999, 1e-6);
  const { groundTruthShare } = schedule;

  function lossOf(batch: Batch, soft: Float32Array): tf.Scalar {
    const { batchSize, sequenceLength } = batch;
    const rows = network.encode(inputOf(batch)); // [N, P]
    const hidden = tf.gather(rows, tf.tensor1d(batch.maskedPositions, "int32")); // [M, P]
    const hard = tf.oneHot(tf.tensor1d(batch.maskedLabels, "int32"), scale.vocabSize); // [M, V]
    const mixed = tf.add(tf.mul(hard, groundTruthShare), tf.mul(tf.tensor2d(soft, [batch.maskedLabels.length, scale.vocabSize]), 1 - groundTruthShare));
    const wordLosses = tf.neg(tf.sum(tf.mul(mixed, tf.logSoftmax(network.wordLogits(hidden))), -1)); // [M]
    const weights = tf.tensor1d(batch.maskedWeights);
    const wordLoss = tf.div(tf.sum(tf.mul(wordLosses, weights)), tf.add(tf.sum(weights), 1e-5));
    const firstTokens = tf.range(0, batchSize, 1, "int32");
    const first = tf.gather(rows, tf.mul(firstTokens, tf.scalar(sequenceLength, "int32"))); // [B, P]
    const follows = tf.oneHot(tf.tensor1d(batch.nspLabels, "int32"), 2); // [B, 2]
    const pairLosses = tf.neg(tf.sum(tf.mul(follows, tf.logSoftmax(network.pairLogits(first))), -1)); // [B]
    return tf.add(wordLoss, tf.mean(pairLosses));
  }

  let step = 0;
  let firstLoss: number | null = null;
  async function read(loss: tf.Scalar): Promise<void> {
    const [value = Number.NaN] = await loss.data<"float32">();
    loss.dispose();
    firstLoss ??= value;
  }
  return {
    async run(budgetMs) {
      const startedMs = performance.now();
      const firstStep = step;
      let reading = Promise.resolve();
      do {
        const index = step++ % batches.count;
        const loss = optimiser.minimize(() => lossOf(batches.batch(index), labels[index] ?? new Float32Array()), true);
        // One step ahead of the device.
        await reading;
        if (loss !== null) reading = read(loss);
      } while (performance.now() - startedMs < budgetMs);
      await reading;
      return { repetitions: step - firstStep, elapsedMs: performance.now() - startedMs };
    },
    firstLoss: () => firstLoss,
  };
}

export async function createPlainForward(scale: Scale): Promise<Subject> {
  const network = createPlainMobileBert(studentConfig(scale), toTensors(startingWeights(scale)));
  const input = inputOf(batchesOf(scale).batch(0));
  let result: tf.Tensor | undefined;
  return {
    run: (budgetMs) =>
      repeat(
        budgetMs,
        () => {
          result?.dispose();
          result = tf.tidy(() => network.encode(input));
        },
        async () => result?.data(),
      ),
    firstLoss: () => null,
  };
}
