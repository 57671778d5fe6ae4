import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { attentionTransferLoss } from "../../../src/distill/losses/attention.ts";
import { featureTransferLoss } from "../../../src/distill/losses/features.ts";
import { plannedSteps } from "../../../src/study/steps.ts";
import { transferLoss } from "../../../src/distill/losses/transfer.ts";
import type { FeatureWeights } from "../../../src/engine/kernels/feature-loss.ts";
import * as tf from "../../../src/engine/tf.ts";
import { defaultRequirements } from "../../../src/study/requirements.ts";
import { describeBackends } from "../../suites/backend.ts";
import { expectClose, expectGradientByDifferences, valuesOf } from "../tensors.ts";

/** One token of two channels unless said otherwise. */
const one = (...channels: number[]) => tf.tensor3d(channels, [1, 1, channels.length]);
const wholeShare = () => tf.tensor3d([1], [1, 1, 1]);

/** Each feature loss alone, of weight 1. */
const alone = (weights: Partial<FeatureWeights>) => (x: tf.Tensor, teacher: tf.Tensor, shares: tf.Tensor) =>
  featureTransferLoss(x, teacher, shares, { map: 0, mean: 0, variance: 0, ...weights });
const featureMapLoss = alone({ map: 1 });
const featureMeanLoss = alone({ mean: 1 });
const featureVarianceLoss = alone({ variance: 1 });
const attentionLoss = (x: tf.Tensor, teacher: tf.Tensor4D, shares: tf.Tensor) =>
  attentionTransferLoss(tf.reshape(x, [x.shape[0] ?? 0, x.shape[1] ?? 0, x.shape[2] ?? 0, x.shape[3] ?? 0]), teacher, shares, 1);

const random = createRandom(5);
const normals = (size: number) => Array.from({ length: size }, () => random.normal());

describeBackends("transfer losses", () => {
  /** Two tokens count 3 : 1, a third is padding. */
  const shares = () => tf.tensor3d([0.75, 0.25, 0], [1, 3, 1]);
  const teacher = normals(12);
  const student = normals(12);
  const compared = (loss: typeof featureMapLoss) => (x: tf.Tensor) => loss(x, tf.tensor3d(teacher, [1, 3, 4]), shares());

  describe("feature map", () => {
    it("compares what LayerNorm leaves", async () => {
      // LayerNorm([1, 3]) = [-1, 1] and LayerNorm([9, 5]) = [1, -1]: mean of 2² and 2².
      expectClose(await valuesOf(featureMapLoss(one(1, 3), one(9, 5), wholeShare())), [4], 1e-5);
      expectClose(await valuesOf(featureMapLoss(one(1, 3), one(10, 90), wholeShare())), [0], 1e-5);
    });
    it("has the gradient of its differences", () => expectGradientByDifferences(compared(featureMapLoss), [1, 3, 4], student));
  });

  describe("feature mean", () => {
    it("compares means over channels", async () => {
      expectClose(await valuesOf(featureMeanLoss(one(1, 3), one(0, 1), wholeShare())), [1.5 ** 2], 1e-6);
      // 2 · 1.5 / 2 for each of both channels.
      const gradient = tf.grad((x) => featureMeanLoss(x, one(0, 1), wholeShare()))(one(1, 3));
      expectClose(await valuesOf(gradient), [1.5, 1.5], 1e-6);
    });
    it("has the gradient of its differences", () => expectGradientByDifferences(compared(featureMeanLoss), [1, 3, 4], student));
  });

  describe("feature variance", () => {
    it("compares variances over channels, whichever is larger", async () => {
      // var [1, 3] = 1, var [0, 4] = 4.
      expectClose(await valuesOf(featureVarianceLoss(one(1, 3), one(0, 4), wholeShare())), [3], 1e-6);
      expectClose(await valuesOf(featureVarianceLoss(one(0, 4), one(1, 3), wholeShare())), [3], 1e-6);
      // −2 (x − 2) / 2.
      const gradient = tf.grad((x) => featureVarianceLoss(x, one(0, 4), wholeShare()))(one(1, 3));
      expectClose(await valuesOf(gradient), [1, -1], 1e-6);
    });
    it("has the gradient of its differences", () =>
      expectGradientByDifferences(compared(featureVarianceLoss), [1, 3, 4], student));
  });

  describe("attention", () => {
    // Two heads, two tokens; the second query is padding and must not count.
    const scores = () => tf.tensor4d([0, Math.log(3), 9, 9, 0, 0, 9, -9], [1, 2, 2, 2]);
    const queryShares = () => tf.tensor3d([1, 0], [1, 2, 1]);

    it("is the cross-entropy of each head, averaged over heads", async () => {
      const target = tf.tensor4d([0.5, 0.5, 1, 0, 0.25, 0.75, 1, 0], [1, 2, 2, 2]);
      // Head 1: −½ ln ¼ − ½ ln ¾. Head 2: ln 2.
      const expected = (-0.5 * Math.log(1 / 4) - 0.5 * Math.log(3 / 4) + Math.log(2)) / 2;
      const loss = (x: tf.Tensor) => attentionLoss(x, target, queryShares());
      expectClose(await valuesOf(loss(scores())), [expected], 1e-6);
      // (p − t) / 2 in the rows that count.
      expectClose(await valuesOf(tf.grad(loss)(scores())), [-0.125, 0.125, 0, 0, 0.125, -0.125, 0, 0], 1e-6);
    });

    it("compares averages over heads where the counts differ", async () => {
      // Student's average of [¼, ¾] and [½, ½]: [⅜, ⅝].
      const target = tf.tensor4d([0.4, 0.6, 1, 0], [1, 1, 2, 2]);
      expectClose(
        await valuesOf(attentionLoss(scores(), target, queryShares())),
        [-0.4 * Math.log(3 / 8) - 0.6 * Math.log(5 / 8)],
        1e-6,
      );
    });

    it("has the gradient of its differences", async () => {
      const target = tf.softmax(tf.tensor4d(normals(18), [1, 2, 3, 3]));
      const averaged = tf.mean<tf.Tensor4D>(target, 1, true);
      const values = normals(18);
      await expectGradientByDifferences((x) => attentionLoss(x, target, shares()), [1, 2, 3, 3], values);
      await expectGradientByDifferences((x) => attentionLoss(x, averaged, shares()), [1, 2, 3, 3], values);
    });

    it("stays finite beside masked keys", async () => {
      const masked = tf.tensor4d([1, -1e9], [1, 1, 1, 2]);
      const target = tf.tensor4d([1, 0], [1, 1, 1, 2]);
      const share = tf.tensor3d([1], [1, 1, 1]);
      expectClose(await valuesOf(attentionLoss(masked, target, share)), [0], 1e-6);
      const twoHeads = tf.tensor4d([1, -1e9, 1, -1e9], [1, 2, 1, 2]);
      const loss = (x: tf.Tensor) => attentionLoss(x, target, share);
      expectClose(await valuesOf(loss(twoHeads)), [0], 1e-6);
      expectClose(await valuesOf(tf.grad(loss)(twoHeads)), [0, 0, 0, 0], 1e-6);
    });

    it("refuses heads that do not match", () => {
      const target = tf.zeros<tf.Rank.R4>([1, 3, 2, 2]);
      expect(() => attentionLoss(scores(), target, queryShares())).toThrow("2 heads cannot learn from 3");
    });
  });

  it("weighs its losses as the schedule says and divides by the layers", async () => {
    const schedule = { ...defaultRequirements.schedule, featureMapWeight: 100, featureMeanWeight: 5000, featureVarianceWeight: 5 };
    const pair = {
      features: one(1, 3),
      teacherFeatures: one(9, 5),
      scores: tf.tensor4d([0], [1, 1, 1, 1]),
      teacherAttention: tf.tensor4d([1], [1, 1, 1, 1]),
      tokenShares: wholeShare(),
    };
    // Map 4, means 2 and 7, variances 1 and 4, attention of one key 0.
    expectClose(await valuesOf(transferLoss(schedule, pair, 2)), [(100 * 4 + 5000 * 25 + 5 * 3) / 2], 1e-5);
    const mapOnly = { ...schedule, featureMeanWeight: 0, featureVarianceWeight: 0, attentionWeight: 0 };
    expectClose(await valuesOf(transferLoss(mapOnly, pair, 2)), [200], 1e-5);
    expect(plannedSteps(mapOnly, "regular").transferPerLayer).toBe(schedule.transferStepsPerLayer);
    expect(plannedSteps({ ...mapOnly, featureMapWeight: 0 }, "regular").transferPerLayer).toBe(0);
  });
});
