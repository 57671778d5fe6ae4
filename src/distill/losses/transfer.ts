import type { Schedule } from "../../study/requirements.ts";
import * as tf from "../../engine/tf.ts";
import { attentionLoss } from "./attention.ts";
import { featureMapLoss } from "./feature-map.ts";
import { featureMeanLoss } from "./feature-mean.ts";
import { featureVarianceLoss } from "./feature-variance.ts";

/** One student layer beside the teacher layer it learns from. B sequences of S tokens, C channels of the teacher. */
export interface LayerPair {
  /** [B, S, C] the student's block output, brought to the teacher's width */
  readonly features: tf.Tensor;
  /** [B, S, C] */
  readonly teacherFeatures: tf.Tensor;
  /** [B, h, S, S] the student's scores before the softmax */
  readonly scores: tf.Tensor;
  /** [B, h, S, S], or [B, 1, S, S] for the average over heads: rows are distributions */
  readonly teacherAttention: tf.Tensor;
  /** [B, S, 1] each token's share in a mean over tokens: padding has none */
  readonly tokenShares: tf.Tensor;
}

export interface TransferLoss {
  readonly weight: (schedule: Schedule) => number;
  readonly compute: (pair: LayerPair) => tf.Scalar;
}

/** The losses of a transfer stage. To add one: its file, a line here, its weight in the schedule. */
export const transferLosses: Readonly<Record<"featureMap" | "featureMean" | "featureVariance" | "attention", TransferLoss>> = {
  featureMap: {
    weight: (schedule) => schedule.featureMapWeight,
    compute: ({ features, teacherFeatures, tokenShares }) => featureMapLoss(features, teacherFeatures, tokenShares),
  },
  featureMean: {
    weight: (schedule) => schedule.featureMeanWeight,
    compute: ({ features, teacherFeatures, tokenShares }) => featureMeanLoss(features, teacherFeatures, tokenShares),
  },
  featureVariance: {
    weight: (schedule) => schedule.featureVarianceWeight,
    compute: ({ features, teacherFeatures, tokenShares }) => featureVarianceLoss(features, teacherFeatures, tokenShares),
  },
  attention: {
    weight: (schedule) => schedule.attentionWeight,
    compute: ({ scores, teacherAttention, tokenShares }) => attentionLoss(scores, teacherAttention, tokenShares),
  },
};

/**
 * The weighted sum, divided by the student's layers as MobileBERT's released code does (24 there). Losses of weight 0
 * are not computed.
 */
export function transferLoss(schedule: Schedule, pair: LayerPair, layers: number): tf.Scalar {
  const terms = Object.values(transferLosses)
    .map(({ weight, compute }) => ({ weight: weight(schedule), compute }))
    .filter(({ weight }) => weight > 0)
    .map(({ weight, compute }) => tf.mul<tf.Scalar>(compute(pair), weight / layers));
  return tf.addN(terms);
}
