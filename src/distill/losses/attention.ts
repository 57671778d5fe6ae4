/**
 * Attention transfer: cross-entropy of the student's attention against the teacher's, query by query. Only queries that
 * are tokens count; padded keys have no attention. Formulas and source: engine/kernels/attention-loss.ts where student
 * and teacher have as many heads, engine/kernels/averaged-attention-loss.ts where they do not.
 */
import { attentionLoss } from "../../engine/kernels/attention-loss.ts";
import { averagedAttentionLoss } from "../../engine/kernels/averaged-attention-loss.ts";
import * as tf from "../../engine/tf.ts";

/**
 * @param scores [B, h, S, S] before the softmax
 * @param teacherAttention [B, h, S, S], or [B, 1, S, S] for the average over heads
 * @param tokenShares [B, S, 1]
 */
export function attentionTransferLoss(scores: tf.Tensor4D, teacherAttention: tf.Tensor4D, tokenShares: tf.Tensor, weight: number): tf.Scalar {
  const [batch, heads, sequence] = scores.shape;
  const [, teacherHeads] = teacherAttention.shape;
  const shares = tf.reshape<tf.Rank.R2>(tokenShares, [batch, sequence]);
  if (teacherHeads === heads) return attentionLoss(scores, teacherAttention, shares, weight);
  if (teacherHeads !== 1) throw new Error(`${heads} heads cannot learn from ${teacherHeads} unless these are averaged`);
  return averagedAttentionLoss(scores, teacherAttention, shares, weight);
}
