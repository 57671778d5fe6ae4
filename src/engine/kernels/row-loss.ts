import * as tf from "../tf.ts";
import { withGradient } from "./gradient.ts";
import { runOwn, runOwnAll } from "./own.ts";

/**
 * A scalar loss by two kernels of our own. The first, by the loss's name, gives the losses of rows and a state; the
 * second, by that name and "Gradient", gives ∂L/∂x from the same inputs, the state, and dy = ∂/∂L.
 * @param inputs by the kernels' names; differentiable with respect to `x` only
 */
export function rowLoss(kernelName: string, inputs: Readonly<Record<string, tf.Tensor>> & { readonly x: tf.Tensor }, attrs: tf.NamedAttrMap = {}): tf.Scalar {
  const names = Object.keys(inputs);
  return withGradient<tf.Scalar>(
    [inputs.x],
    (save) => {
      const [losses, state] = runOwnAll(kernelName, inputs, attrs);
      if (losses === undefined || state === undefined) throw new Error(`the kernel gave no losses or no state: ${kernelName}`);
      // All inputs: some may be made inside the caller's tidy, and only what is saved lives until the gradient.
      save(state, ...Object.values(inputs));
      return tf.sum(losses);
    },
    (dy, [state, ...saved]) => {
      if (state === undefined) throw new Error(`nothing was saved for the gradient of ${kernelName}`);
      const again = Object.fromEntries(saved.map((tensor, i) => [names[i] ?? "", tensor]));
      return [runOwn(`${kernelName}Gradient`, { ...again, state, dy }, attrs)];
    },
  );
}

/**
 * A scalar loss of tfjs's operations with its gradient in closed form, for backends on which an operation costs little:
 * a handful instead of the chain that automatic differentiation would run.
 * @param compute the value and ∂value/∂x, of the shape of x
 */
export function composedLoss(
  x: tf.Tensor,
  compute: () => { readonly value: tf.Scalar; readonly gradient: tf.Tensor },
): tf.Scalar {
  return withGradient<tf.Scalar>(
    [x],
    (save) => {
      const { value, gradient } = compute();
      save(gradient);
      return value;
    },
    (dy, saved) => saved.map((gradient) => tf.mul(gradient, dy)),
  );
}
