/**
 * Feature-mean transfer: the mean over channels, which the LayerNorm of the feature-map loss removes ("beta").
 *
 * Notation: x student, t teacher features [B, S, C]; a token shares [B, S, 1], Σ a = 1; δ = mean_c x − mean_c t.
 *   L     = Σ a δ²
 *   ∂L/∂x = 2 a δ / C, the same for all channels
 * Source: MobileBERT's released code; its TF1 version takes the teacher's mean over all layers by mistake, this is the
 * layer's own, as in the TF2 version.
 */
import * as tf from "../../engine/tf.ts";
import { scalarLoss } from "./scalar-loss.ts";

export function featureMeanLoss(features: tf.Tensor, teacherFeatures: tf.Tensor, tokenShares: tf.Tensor): tf.Scalar {
  return scalarLoss(features, (x) => {
    const channels = x.shape.at(-1) ?? 1;
    const difference = tf.sub(tf.mean(x, -1, true), tf.mean(teacherFeatures, -1, true)); // [B, S, 1]
    const shared = tf.mul(difference, tokenShares); // [B, S, 1]
    return {
      value: tf.sum<tf.Scalar>(tf.mul(difference, shared)),
      // A product, since wasm's `tile` behind `broadcastTo` takes ten times as long.
      gradient: tf.mul(tf.ones(x.shape), tf.mul(shared, 2 / channels)), // [B, S, C]
    };
  });
}
