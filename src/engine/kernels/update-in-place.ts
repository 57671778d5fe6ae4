/** The update of update-rule.ts (notation there) as loops over host memory; sums in double precision. */
import type { UpdateRule, UpdateSlot } from "./update-rule.ts";
import type { HostMemory } from "./update-memory.ts";

// Indices below run to the array's own length, so reading is never undefined: `as number` instead of a branch.

function squaredNorm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    sum += value * value;
  }
  return sum;
}

export function updateInPlace(slots: readonly UpdateSlot[], rule: UpdateRule, memoryOf: HostMemory): void {
  const { beta1, beta2, epsilon, clipNorm, biasCorrection1, biasCorrection2 } = rule;
  const memory = slots.map((slot) => ({
    w: memoryOf(slot.parameter),
    g: memoryOf(slot.gradient),
    m: memoryOf(slot.firstMoment),
    v: memoryOf(slot.secondMoment),
    slot,
  }));

  let gradientNorm = 0;
  if (clipNorm < Infinity) {
    for (const { g } of memory) gradientNorm += squaredNorm(g);
    gradientNorm = Math.sqrt(gradientNorm);
  }
  const s = gradientNorm > clipNorm ? clipNorm / gradientNorm : 1;

  // The gradient cannot hold u for the trust ratio: two parameters may share one gradient's memory.
  const directions = new Float32Array(Math.max(0, ...memory.map(({ w }) => w.length)));
  for (const { w, g, m, v, slot } of memory) {
    const decay = slot.weightDecay;
    const inverse1 = 1 / biasCorrection1;
    const inverse2 = 1 / biasCorrection2;
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
    const step = slot.learningRate * (trusted ? Math.sqrt(parameterNorm / directionNorm) : 1);
    for (let i = 0; i < w.length; i++) w[i] = (w[i] as number) - step * (directions[i] as number);
  }
}
