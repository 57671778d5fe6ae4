/**
 * Feature-map transfer: block outputs compared after a LayerNorm without parameters, so that their scale is free.
 *
 * Notation: x student, t teacher features [B, S, C]; a token shares [B, S, 1], Σ a = 1; x̂ = (x − μ) / √(σ² + ε) over
 * the channels, likewise t̂.
 *   L     = Σ a · mean_c (x̂ − t̂)²
 *   g     = ∂L/∂x̂ = 2 a (x̂ − t̂) / C
 *   ∂L/∂x = (g − mean_c g − x̂ mean_c(g x̂)) / √(σ² + ε)
 * Source: MobileBERT (arXiv 2004.02984) section 3.4 and the released code, which puts the LayerNorm there. The released
 * code averages over padding too; here a token counts once and padding not at all.
 */
import * as tf from "../../engine/tf.ts";
import { scalarLoss } from "./scalar-loss.ts";

/** Small beside the variance of any feature that carries something. */
const epsilon = 1e-6;

/** @returns x̂ [B, S, C] and 1 / √(σ² + ε) [B, S, 1] */
function normalise(x: tf.Tensor): { normalised: tf.Tensor; scale: tf.Tensor } {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return { normalised: tf.mul(centred, scale), scale };
}

export function featureMapLoss(features: tf.Tensor, teacherFeatures: tf.Tensor, tokenShares: tf.Tensor): tf.Scalar {
  return scalarLoss(features, (x) => {
    const channels = x.shape.at(-1) ?? 1;
    const { normalised, scale } = normalise(x);
    const difference = tf.sub(normalised, normalise(teacherFeatures).normalised); // [B, S, C]
    const shared = tf.mul(difference, tf.mul(tokenShares, 1 / channels)); // [B, S, C]
    const g = tf.mul(shared, 2);
    const along = tf.mul(normalised, tf.mean(tf.mul(g, normalised), -1, true));
    return {
      value: tf.sum<tf.Scalar>(tf.mul(difference, shared)),
      gradient: tf.mul(tf.sub(tf.sub(g, tf.mean(g, -1, true)), along), scale),
    };
  });
}
