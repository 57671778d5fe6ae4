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
  const differentiable = tf.customGrad<tf.Scalar>((input, save) => {
    // tfjs types every argument as a tensor or the saver; the order is fixed.
    if (!(input instanceof tf.Tensor) || typeof save !== "function") throw new TypeError("scalarLoss takes one tensor");
    const { value, gradient } = compute(input);
    save([gradient]);
    return { value, gradFunc: (dy, saved) => saved.map((gradient) => tf.mul(gradient, dy)) };
  });
  return differentiable(x);
}
