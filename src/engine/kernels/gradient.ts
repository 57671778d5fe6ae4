import * as tf from "../tf.ts";

/**
 * An operation with its own gradient. `backward` gets the gradient of the loss with respect to the value, and what
 * `forward` saved; it returns one gradient an input, in their order, each in its input's shape.
 */
export function withGradient<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  forward: (save: (...tensors: tf.Tensor[]) => void) => T,
  backward: (dy: T, saved: readonly tf.Tensor[]) => tf.Tensor[],
): T {
  const operation = tf.customGrad<T>((...args) => {
    const save = args[args.length - 1];
    if (typeof save !== "function") throw new Error("customGrad gave no function to save tensors with");
    return { value: forward((...tensors) => save(tensors)), gradFunc: backward };
  });
  return operation(...inputs);
}
