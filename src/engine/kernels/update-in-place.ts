/**
 * The update of update-rule.ts (notation there) as loops over host memory; sums in double precision. Everything is
 * written in place: our own products on wasm (wasm-matmul.ts) keep nothing of their operands.
 */
import * as tf from "../tf.ts";
import { type Heap, heapOf } from "./heap.ts";
import type { GradedSlot, UpdateRule } from "./update-rule.ts";

// Indices below run to the array's own length, so reading is never undefined: `as number` instead of a branch.

function squaredNorm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value * value;
  }
  return sum;
}

function clipScale(slots: readonly GradedSlot[], clipNorm: number, heap: Heap): number {
  if (clipNorm === Infinity) return 1;
  let sum = 0;
  for (const { gradient } of slots) sum += squaredNorm(heap.floats(gradient));
  const norm = Math.sqrt(sum);
  return norm > clipNorm ? clipNorm / norm : 1;
}

export function updateInPlace(slots: readonly GradedSlot[], rule: UpdateRule, controls: tf.Tensor1D): void {
  const heap = heapOf(tf.backend());
  const scale = clipScale(slots, rule.clipNorm, heap);
  const [learningRate = 0, correction1 = 1, correction2 = 1] = heap.floats(controls);
  for (const slot of slots) stepOne(slot, rule, { scale, learningRate, correction1, correction2 }, heap);
}

/** s, η, b₁ and b₂ */
type Controls = Readonly<Record<"scale" | "learningRate" | "correction1" | "correction2", number>>;

/** Writes the parameter and its moments. */
function stepOne(slot: GradedSlot, rule: UpdateRule, controls: Controls, heap: Heap): void {
  const { beta1, beta2, epsilon } = rule;
  const s = controls.scale;
  const inverse1 = 1 / controls.correction1;
  const inverse2 = 1 / controls.correction2;
  const decay = slot.weightDecay;
  const w = heap.floats(slot.parameter);
  const g = heap.floats(slot.gradient);
  const m = heap.floats(slot.firstMoment);
  const v = heap.floats(slot.secondMoment);
  const directions = new Float32Array(w.length);
  let parameterNorm = 0;
  let directionNorm = 0;
  for (let i = 0; i < w.length; i++) {
    const parameter = w[i] as number;
    const gradient = s * (g[i] as number);
    const first = beta1 * (m[i] as number) + (1 - beta1) * gradient;
    const second = beta2 * (v[i] as number) + (1 - beta2) * gradient * gradient;
    const direction = (first * inverse1) / (Math.sqrt(second * inverse2) + epsilon) + decay * parameter;
    m[i] = first;
    v[i] = second;
    directions[i] = direction;
    parameterNorm += parameter * parameter;
    directionNorm += direction * direction;
  }
  const trusted = slot.trustRatio && parameterNorm > 0 && directionNorm > 0;
  const step = controls.learningRate * slot.multiplier * (trusted ? Math.sqrt(parameterNorm / directionNorm) : 1);
  for (let i = 0; i < w.length; i++) w[i] = (w[i] as number) - step * (directions[i] as number);
}
