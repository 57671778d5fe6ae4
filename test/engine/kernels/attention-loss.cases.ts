import { attentionLoss, attentionLossReference } from "../../../src/engine/kernels/attention-loss.ts";
import { averagedAttentionLoss, averagedAttentionLossReference } from "../../../src/engine/kernels/averaged-attention-loss.ts";
import * as tf from "../../../src/engine/tf.ts";
import { constants, numbers, type KernelCase } from "../../suites/kernel-case.ts";

type Loss = typeof attentionLoss;

/** The last query of each sequence and the last key of all are padding, unless there is one only. */
const subject = (title: string, batch: number, heads: number, teacherHeads: number, length: number, pair: readonly [Loss, Loss]): KernelCase => {
  const masked = length > 1 ? length - 1 : length;
  const run = (loss: Loss) => (x: tf.Tensor4D, logits: tf.Tensor4D, mask: tf.Tensor1D, shares: tf.Tensor2D) =>
    tf.tidy(() => loss(tf.add(x, mask), tf.softmax(tf.add(logits, mask)), shares, 2.5));
  return {
    title,
    inputs: [
      numbers([batch, heads, length, length]),
      constants([batch, teacherHeads, length, length]),
      constants([length], (_, key) => (key === masked ? -1e9 : 0)),
      constants([batch, length], (_, index) => (index % length === masked ? 0 : 1 / (batch * masked))),
    ],
    operation: run(pair[0]),
    reference: run(pair[1]),
  };
};

const byHead = [attentionLoss, attentionLossReference] as const;
const averaged = [averagedAttentionLoss, averagedAttentionLossReference] as const;

export const cases: readonly KernelCase[] = [
  subject("head by head", 2, 3, 3, 9, byHead),
  subject("head by head, one token", 1, 1, 1, 1, byHead),
  subject("head by head, long rows", 1, 2, 2, 131, byHead),
  subject("averaged over heads", 2, 3, 1, 9, averaged),
  subject("averaged over heads, one token", 3, 2, 1, 1, averaged),
  subject("averaged over heads, long rows", 1, 2, 1, 131, averaged),
];
