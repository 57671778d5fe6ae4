/**
 * One optimiser step over all parameters: the Adam family (Adam, AdamW, LAMB) as one formula.
 *
 * Notation, for a parameter w with gradient g and moments m, v, all of one shape:
 *   s  = min(1, c / ‖g‖₂)          c: clip norm; ‖g‖₂ over the gradients of all parameters together
 *   m ← β₁ m + (1 − β₁) s g
 *   v ← β₂ v + (1 − β₂) (s g)²
 *   u = (m / b₁) / (√(v / b₂) + ε) + λ w        b₁, b₂: bias corrections, 1 where there is none
 *   r = ‖w‖₂ / ‖u‖₂                             1 without trust ratio, or where one of the norms is 0
 *   w ← w − μ η r u                             η: learning rate, μ: the parameter's own factor on it
 * η, b₁ and b₂ change from step to step: they are the controls, a tensor [3] in that order.
 * Sources: Adam arXiv 1412.6980 algorithm 1; AdamW arXiv 1711.05101 algorithm 2; LAMB arXiv 1904.00962 algorithm 2.
 */
import type { Tensor, Tensor1D, Variable } from "../tf.ts";

/** One parameter with what its steps need; all tensors have one shape. */
export interface UpdateSlot {
  readonly parameter: Variable;
  readonly firstMoment: Variable;
  readonly secondMoment: Variable;
  /** μ */
  readonly multiplier: number;
  /** λ */
  readonly weightDecay: number;
  readonly trustRatio: boolean;
}

export interface UpdateRule {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** c; Infinity switches clipping off. */
  readonly clipNorm: number;
}

/** A slot with the gradient of this step. */
export type GradedSlot = UpdateSlot & { readonly gradient: Tensor };

/** By the slots' names, the same names at every step. */
export type Gradients = ReadonlyMap<string, Tensor>;

/** Steps parameters and moments in place. */
export interface Updater {
  /**
   * Slots without a gradient stay as they are.
   * @param compute called once, at once; the gradients stay the caller's, but hold until the step is over only
   * @param controls [3]: η, b₁, b₂
   * @returns what `compute` gave
   */
  step<Computed extends { readonly gradients: Gradients }>(compute: () => Computed, controls: Tensor1D): Computed;
  /** The slots' tensors stay the caller's. */
  dispose(): void;
}
