/** The update of update-rule.ts (notation there) composed of tfjs operations, for any backend. */
import * as tf from "../tf.ts";
import type { GradedSlot, UpdateRule } from "./update-rule.ts";

export function updateByOperations(slots: readonly GradedSlot[], rule: UpdateRule, controls: tf.Tensor1D): void {
  tf.tidy(() => {
    const scale = clipScale(slots, rule.clipNorm);
    const [learningRate, correction1, correction2] = tf.split(controls, 3); // [1] each
    if (!learningRate || !correction1 || !correction2) throw new Error("the controls are not three numbers");
    for (const slot of slots) updateOne(slot, rule, scale, { learningRate, correction1, correction2 });
  });
}

/** s, a scalar; null where nothing is clipped. */
function clipScale(slots: readonly GradedSlot[], clipNorm: number): tf.Scalar | null {
  if (clipNorm === Infinity || slots.length === 0) return null;
  const squares = slots.map(({ gradient }) => tf.sum(tf.square(gradient)));
  // Not addN: on WebGPU it binds every operand at once, and beyond eight buffers the shader silently gives zero.
  const norm = tf.sqrt(tf.sum(tf.stack(squares)));
  return tf.div<tf.Scalar>(clipNorm, tf.maximum(norm, clipNorm));
}

/** η, b₁ and b₂, [1] each. */
type Controls = Readonly<Record<"learningRate" | "correction1" | "correction2", tf.Tensor>>;

function updateOne(slot: GradedSlot, rule: UpdateRule, scale: tf.Scalar | null, controls: Controls): void {
  const { parameter: w, weightDecay } = slot;
  const { beta1, beta2, epsilon } = rule;
  const g = scale === null ? slot.gradient : tf.mul(slot.gradient, scale);
  const m = tf.add(tf.mul(slot.firstMoment, beta1), tf.mul(g, 1 - beta1));
  const v = tf.add(tf.mul(slot.secondMoment, beta2), tf.mul(tf.square(g), 1 - beta2));
  const adam = tf.div(tf.div(m, controls.correction1), tf.add(tf.sqrt(tf.div(v, controls.correction2)), epsilon));
  const u = weightDecay === 0 ? adam : tf.add(adam, tf.mul(w, weightDecay));
  const rate = tf.mul(controls.learningRate, slot.multiplier);
  const step = tf.mul(u, slot.trustRatio ? tf.mul(trustRatio(w, u), rate) : rate);
  const next = tf.sub(w, step);
  slot.firstMoment.assign(m);
  slot.secondMoment.assign(v);
  w.assign(next);
}

/** r, a scalar. */
function trustRatio(w: tf.Tensor, u: tf.Tensor): tf.Tensor {
  const parameterNorm = tf.sqrt(tf.sum(tf.square(w)));
  const directionNorm = tf.sqrt(tf.sum(tf.square(u)));
  const defined = tf.logicalAnd(tf.greater(parameterNorm, 0), tf.greater(directionNorm, 0));
  return tf.where(defined, tf.div(parameterNorm, directionNorm), tf.onesLike(directionNorm));
}
