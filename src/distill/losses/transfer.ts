import type { Schedule } from "../../study/requirements.ts";
import * as tf from "../../engine/tf.ts";
import { attentionTransferLoss } from "./attention.ts";
import { featureTransferLoss } from "./features.ts";

/** One student layer beside the teacher layer it learns from. B sequences of S tokens, C channels of the teacher. */
export interface LayerPair {
  /** [B, S, C] the student's block output, brought to the teacher's width */
  readonly features: tf.Tensor;
  /** [B, S, C] */
  readonly teacherFeatures: tf.Tensor;
  /** [B, h, S, S] the student's scores before the softmax */
  readonly scores: tf.Tensor4D;
  /** [B, h, S, S], or [B, 1, S, S] for the average over heads: rows are distributions */
  readonly teacherAttention: tf.Tensor4D;
  /** [B, S, 1] each token's share in a mean over tokens: padding has none */
  readonly tokenShares: tf.Tensor;
}

/** Its weights in the schedule times `factor` are part of the value; null where they are 0. */
type TransferLoss = (schedule: Schedule, pair: LayerPair, factor: number) => tf.Scalar | null;

/** The losses of a transfer stage, by what they compare. To add one: its file, a line here, its weight in the schedule. */
const transferLosses: Readonly<Record<"features" | "attention", TransferLoss>> = {
  features({ featureMapWeight, featureMeanWeight, featureVarianceWeight }, { features, teacherFeatures, tokenShares }, factor) {
    const weights = { map: factor * featureMapWeight, mean: factor * featureMeanWeight, variance: factor * featureVarianceWeight };
    if (Math.max(weights.map, weights.mean, weights.variance) === 0) return null;
    return featureTransferLoss(features, teacherFeatures, tokenShares, weights);
  },
  attention({ attentionWeight }, { scores, teacherAttention, tokenShares }, factor) {
    return attentionWeight === 0 ? null : attentionTransferLoss(scores, teacherAttention, tokenShares, factor * attentionWeight);
  },
};

/** The weighted sum, divided by the student's layers as MobileBERT's released code does (24 there). */
export function transferLoss(schedule: Schedule, pair: LayerPair, layers: number): tf.Scalar {
  const terms = Object.values(transferLosses).map((loss) => loss(schedule, pair, 1 / layers));
  return tf.addN(terms.filter((term) => term !== null));
}
