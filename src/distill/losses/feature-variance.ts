/**
 * Feature-variance transfer: the variance over channels, which the LayerNorm of the feature-map loss removes ("gamma").
 *
 * Notation: x student, t teacher features [B, S, C]; a token shares [B, S, 1], Σ a = 1; δ = var_c x − var_c t.
 *   L     = Σ a |δ|
 *   ∂L/∂x = 2 a sign(δ) (x − mean_c x) / C
 * Source: MobileBERT's released code.
 */
import * as tf from "../../engine/tf.ts";
import { scalarLoss } from "./scalar-loss.ts";

/** @returns x − mean_c x [B, S, C] and var_c x [B, S, 1] */
function spread(x: tf.Tensor): { centred: tf.Tensor; variance: tf.Tensor } {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  return { centred, variance: tf.mean(tf.square(centred), -1, true) };
}

export function featureVarianceLoss(features: tf.Tensor, teacherFeatures: tf.Tensor, tokenShares: tf.Tensor): tf.Scalar {
  return scalarLoss(features, (x) => {
    const channels = x.shape.at(-1) ?? 1;
    const { centred, variance } = spread(x);
    const difference = tf.sub(variance, spread(teacherFeatures).variance); // [B, S, 1]
    const direction = tf.mul(tf.sign(difference), tf.mul(tokenShares, 2 / channels)); // [B, S, 1]
    return {
      value: tf.sum<tf.Scalar>(tf.mul(tf.abs(difference), tokenShares)),
      gradient: tf.mul(centred, direction),
    };
  });
}
