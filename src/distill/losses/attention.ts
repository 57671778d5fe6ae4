/**
 * Attention transfer: cross-entropy of the student's attention against the teacher's, query by query.
 *
 * Notation: x student scores before the softmax [B, h, S, S]; t teacher attention; a token shares [B, S, 1], Σ a = 1;
 * p = softmax(x). Only queries that are tokens count; padded keys have t = 0.
 *   same heads, t [B, h, S, S]:      L = Σ (a / h) CE(t, p), see cross-entropy.ts
 *   averaged heads, t [B, 1, S, S]:  p̄ = mean_h p,  L = −Σ a t ln(p̄ + ε)
 *     d = ∂L/∂p = −a t / (h (p̄ + ε)),  ∂L/∂x = p (d − Σ_k p d)
 * Source: MobileBERT (arXiv 2004.02984) section 3.4 (per head, KL divergence; the teacher's entropy is a constant). The
 * average over heads is ours, for students with other head counts than the teacher's: the paper is silent.
 */
import * as tf from "../../engine/tf.ts";
import { softmaxCrossEntropy } from "./cross-entropy.ts";
import { scalarLoss } from "./scalar-loss.ts";

/** Keeps the logarithm finite where all heads have let go of a key. */
const epsilon = 1e-9;

export function attentionLoss(scores: tf.Tensor, teacherAttention: tf.Tensor, tokenShares: tf.Tensor): tf.Scalar {
  const [batch = 1, heads = 1, sequence = 1] = scores.shape;
  const queryShares = tf.reshape(tokenShares, [batch, 1, sequence, 1]);
  const teacherHeads = teacherAttention.shape[1] ?? 1;
  if (teacherHeads === heads) return softmaxCrossEntropy(scores, teacherAttention, tf.mul(queryShares, 1 / heads));
  if (teacherHeads !== 1) throw new Error(`${heads} heads cannot learn from ${teacherHeads} unless these are averaged`);

  return scalarLoss(scores, (x) => {
    const p = tf.softmax(x); // [B, h, S, S]
    const averaged = tf.add(tf.mean(p, 1, true), epsilon); // [B, 1, S, S]
    const shared = tf.mul(teacherAttention, queryShares); // [B, 1, S, S]
    const d = tf.mul(tf.div(shared, averaged), -1 / heads); // [B, 1, S, S]
    const pull = tf.sum(tf.mul(p, d), -1, true); // [B, h, S, 1]
    return {
      value: tf.neg<tf.Scalar>(tf.sum(tf.mul(shared, tf.log(averaged)))),
      gradient: tf.mul(p, tf.sub(d, pull)), // [B, h, S, S]
    };
  });
}
