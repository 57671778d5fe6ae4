import { withGradient } from "../../engine/kernels/gradient.ts";
import * as tf from "../../engine/tf.ts";

/**
 * A scalar function of one tensor whose gradient is given in closed form: a handful of dispatches instead of the
 * chain that automatic differentiation would run.
 * @param compute the value and ∂value/∂x, of the shape of x
 */
export function scalarLoss(
  x: tf.Tensor,
  compute: (x: tf.Tensor) => { readonly value: tf.Scalar; readonly gradient: tf.Tensor },
): tf.Scalar {
  return withGradient<tf.Scalar>(
    [x],
    (save) => {
      const { value, gradient } = compute(x);
      save(gradient);
      return value;
    },
    (dy, saved) => saved.map((gradient) => tf.mul(gradient, dy)),
  );
}
