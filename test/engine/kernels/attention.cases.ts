import { attentionContext, attentionContextReference } from "../../../src/engine/kernels/attention-context.ts";
import { attentionScores, attentionScoresReference } from "../../../src/engine/kernels/attention-scores.ts";
import * as tf from "../../../src/engine/tf.ts";
import { constants, numbers, type KernelCase } from "../../suites/kernel-case.ts";

/** The last key of every sequence is padding, and all of the second sequence. */
const subject = (title: string, batch: number, length: number, heads: number, size: number): KernelCase => {
  const side = numbers([batch * length, heads * size]);
  const run =
    (scores: typeof attentionScores, context: typeof attentionContext) =>
    (query: tf.Tensor2D, key: tf.Tensor2D, value: tf.Tensor2D, mask: tf.Tensor4D) =>
      tf.tidy(() => {
        const x = scores(query, key, mask, heads);
        // As a loss may look at the scores; padding would drown the rest.
        return [context(x, value), tf.maximum(x, -10)];
      });
  return {
    title,
    inputs: [side, side, side, constants([batch, 1, 1, length], (_, i) => (length > 1 && (i % length === length - 1 || Math.floor(i / length) === 1) ? -1e9 : 0))],
    operation: run(attentionScores, attentionContext),
    reference: run(attentionScoresReference, attentionContextReference),
  };
};

export const cases: readonly KernelCase[] = [
  // A difference quotient is lost in the digits of a sequence of padding alone.
  { ...subject("heads side by side", 2, 6, 3, 8), smooth: false },
  subject("one token", 1, 1, 1, 5),
  subject("no multiple of a tile", 1, 71, 2, 9),
  subject("the longest sequence", 1, 512, 1, 8),
];
