/**
 * Gradients by tfjs's tape, with sums that are made where their last summand is.
 *
 * A tensor that several operations read gets a summand of its gradient from each, in the reverse of the order in which
 * they ran. tfjs adds every new one by an operation of its own: a dispatch, and two reads and a write of all numbers.
 * Here the sum so far lies where an operation's gradient can take it (kernels/gradient.ts), so that the kernel that
 * computes the next summand adds it before it writes. Whatever takes nothing is added as in tfjs.
 */
import { backpropagateGradients, getFilteredNodesXToY } from "@tensorflow/tfjs-core/dist/tape";
import * as tf from "./tf.ts";

/** The sums so far, by the ids of the tensors that they are the gradients of; the tape's own record. */
let sums: Record<number, tf.Tensor> = {};

/** Takes the gradient of x as far as it is known; the caller owns it, and must give it back as part of what it gives for x. */
export function takeSum(x: tf.Tensor): tf.Tensor | undefined {
  const sum = sums[x.id];
  delete sums[x.id];
  return sum;
}

/**
 * `tf.grads` and its value. Not for use inside itself: there are no second derivatives.
 * @returns the value of f, and its gradient with respect to each of `xs`, undefined where f does not depend on it
 */
export function valueAndGradients(f: () => tf.Scalar, xs: readonly tf.Tensor[]) {
  const { state } = tf.engine();
  state.activeTape = [];
  state.gradientDepth++;
  let value: tf.Scalar;
  try {
    value = tf.tidy(f);
  } finally {
    state.gradientDepth--;
  }
  const tape = state.activeTape;
  state.activeTape = [];
  return tf.tidy(() => {
    try {
      sums = { [value.id]: tf.scalar(1) };
      backpropagateGradients(sums, getFilteredNodesXToY(tape, [...xs], value), (work) => tf.tidy<tf.Tensor>(() => work()), tf.add);
      return { value, gradients: xs.map((x) => sums[x.id]) };
    } finally {
      sums = {};
      for (const { saved } of tape) tf.dispose(saved ?? []);
    }
  });
}
