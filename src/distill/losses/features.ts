/**
 * Feature transfer: a student's block output against a teacher's, token by token. What is compared, with the formulas
 * and their source, is in engine/kernels/feature-loss.ts: the map after a LayerNorm without parameters, so that its
 * scale is free, and the mean and the variance over channels, which that LayerNorm removes.
 */
import { featureLoss, type FeatureWeights } from "../../engine/kernels/feature-loss.ts";
import * as tf from "../../engine/tf.ts";

/** @param features [B, S, C] @param teacherFeatures [B, S, C] @param tokenShares [B, S, 1] */
export function featureTransferLoss(features: tf.Tensor, teacherFeatures: tf.Tensor, tokenShares: tf.Tensor, weights: FeatureWeights): tf.Scalar {
  const rows = (x: tf.Tensor) => tf.reshape<tf.Rank.R2>(x, [tokenShares.size, x.size / tokenShares.size]);
  return featureLoss(rows(features), rows(teacherFeatures), tf.reshape(tokenShares, [tokenShares.size]), weights);
}
