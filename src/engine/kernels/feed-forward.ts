/**
 * A feed-forward network with what is added to it, and NoNorm: the MobileBERT template stacks them.
 *
 * Notation: x [N, b]; W₁ [f, b], b₁ [f], a the activation; W₂ [b, f], b₂, γ, β [b].
 *   z = x W₁ᵀ + b₁, u = a(z) [N, f];  h = u W₂ᵀ + b₂ + x, y = γ h + β [N, b]
 * Gradients, g = γ dy: dz = (g W₂) a'(z), dx = dz W₁ + g, dW₁ = dzᵀ x, dW₂ = gᵀ u, and so on as in linear-no-norm.ts.
 *
 * On WebGPU by the kernels of its two layers, which know here what lies between them: a' ends the product that gives dz,
 * so that the two that read dz need not read z as well, and g, which reaches dx by the residual, is never in memory.
 */
import { takeHomes } from "../gradient-homes.ts";
import * as tf from "../tf.ts";
import { activate, activationShaders, type ActivationName } from "./activation.ts";
import { withGradient } from "./gradient.ts";
import { linearNoNorm, linearNoNormReference, type NormedLayer } from "./linear-no-norm.ts";
import { linear, linearReference } from "./linear.ts";
import { hasOwn, runOwn, runOwnAll } from "./own.ts";

/** By the names of the notation. */
export interface ActivatedLayer {
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor;
  readonly activation: ActivationName;
}

/** The reference composition. */
export function feedForwardReference(x: tf.Tensor2D, { weight, bias, activation }: ActivatedLayer, outer: NormedLayer): tf.Tensor2D {
  return linearNoNormReference(activate(activation, linearReference(x, weight, bias)), outer, x);
}

/** @returns y */
export function feedForward(x: tf.Tensor2D, inner: ActivatedLayer, outer: NormedLayer): tf.Tensor2D {
  // Without a gradient there is nothing between the layers to know.
  if (hasOwn("LinearNoNorm") && tf.engine().isTapeOn()) return fused(x, inner, outer);
  return tf.tidy(() => linearNoNorm(linear(x, inner.weight, inner.bias, inner.activation), outer, x));
}

function fused(x: tf.Tensor2D, inner: ActivatedLayer, outer: NormedLayer): tf.Tensor2D {
  const { activation } = inner;
  const keepsZ = activationShaders[activation].sees === "z";
  return withGradient<tf.Tensor2D>(
    [x, inner.weight, inner.bias, outer.weight, outer.bias, outer.gamma, outer.beta],
    (save) => {
      const [u, z = u] = runOwnAll("Linear", { x, weight: inner.weight, bias: inner.bias }, { activation, keepsZ });
      if (u === undefined || z === undefined) throw new Error("feedForward gave no inner output");
      const [y, h] = runOwnAll("LinearNoNorm", { x: u, ...outer, residual: x }, { keepsH: true });
      if (y === undefined || h === undefined) throw new Error("feedForward gave no output");
      save(x, inner.weight, outer.weight, outer.gamma, u, z, h);
      return y as tf.Tensor2D; // [N, b] by the kernel
    },
    (dy, [input, innerWeight, outerWeight, gamma, u, z, h], sumSoFar) => {
      if (!input || !innerWeight || !outerWeight || !gamma || !u || !z || !h) throw new Error("feedForward saved no tensors");
      const [dz] = runOwnAll("LinearNoNormInputGradients", { dy, weight: outerWeight, gamma, seen: z }, { activation });
      if (dz === undefined) throw new Error("feedForward gave no inner gradient");
      const outerHomes = takeHomes({ dw: outer.weight, db: outer.bias, dgamma: outer.gamma, dbeta: outer.beta });
      const ofOuter = runOwnAll("LinearNoNormParameterGradients", { dy, x: u, h, gamma, ...outerHomes });
      const addend = sumSoFar(0);
      const dx = runOwn("LinearInputGradient", { dy: dz, weight: innerWeight, residual: dy, gamma, ...(addend && { addend }) });
      const innerHomes = takeHomes({ dw: inner.weight, db: inner.bias });
      const ofInner = runOwnAll("LinearParameterGradients", { dy: dz, x: input, ...innerHomes });
      return [dx, ...ofInner, ...ofOuter];
    },
  );
}
