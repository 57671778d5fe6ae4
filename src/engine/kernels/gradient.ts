import { takeSum } from "../gradients.ts";
import * as tf from "../tf.ts";

/**
 * By an input's index: takes what other operations gave for its gradient so far; its own gradient must then contain it,
 * or be that very tensor, where it may be written in place.
 */
type SumSoFar = (input: number) => tf.Tensor | undefined;

/**
 * An operation with its own gradient. `backward` gets the gradient of the loss with respect to the value, and what
 * `forward` saved; it returns one gradient an input, in their order, each in its input's shape. Where it can add to one
 * without a pass of its own, it asks for the sum so far.
 */
export function withGradient<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  forward: (save: (...tensors: tf.Tensor[]) => void) => T,
  backward: (dy: T, saved: readonly tf.Tensor[], sumSoFar: SumSoFar) => tf.Tensor[],
): T {
  const operation = tf.customGrad<T>((...args) => {
    const save = args[args.length - 1];
    if (typeof save !== "function") throw new Error("customGrad gave no function to save tensors with");
    const gradFunc = (dy: T, saved: readonly tf.Tensor[]) => {
      const taken: tf.Tensor[] = [];
      const gradients = backward(dy, saved, (index) => {
        const input = inputs[index];
        const sum = input && takeSum(input);
        if (sum !== undefined) taken.push(sum);
        return sum;
      });
      // As tfjs frees a summand: its memory is for the next ones.
      tf.dispose(taken.filter((sum) => !gradients.includes(sum)));
      return gradients;
    };
    return { value: forward((...tensors) => save(tensors)), gradFunc };
  });
  return operation(...inputs);
}
