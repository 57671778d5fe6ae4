/**
 * Learning-rate curves, as factors of the base rate.
 *
 * Notation: t a step of a stage counted from 0, T the stage's steps.
 * Steps are counted from 1 where they enter a curve, (t + 1): the released code's first step of each phase has rate
 * and moments 0 and teaches nothing, which a flash stage of a few steps cannot spare.
 */

/**
 * MobileBERT's curve within a transfer phase: a tenth of it rises from 0, then a gentle fall from 1 to 0.9.
 * bg(t) = min(0.1 √(1 − t/T) + 0.9, 10 t/T). Source: released `distill_util.py`, `get_background_lr`.
 */
export function transferCurve(t: number, T: number): number {
  return Math.min(0.1 * Math.sqrt(1 - t / T) + 0.9, (10 * t) / T);
}

/** Rises linearly to 1 over the first ⌈share · T⌉ steps, then falls linearly; it would be 0 at step T. */
export function warmupAndDecay(t: number, T: number, warmupShare: number): number {
  const warmup = Math.ceil(warmupShare * T);
  return t < warmup ? (t + 1) / warmup : (T - t) / (T - warmup);
}
