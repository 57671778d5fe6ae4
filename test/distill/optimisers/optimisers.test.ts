import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { updateByOperations } from "../../../src/engine/kernels/update-by-operations.ts";
import { createUpdater, type GradedSlot, type UpdateRule } from "../../../src/engine/kernels/update.ts";
import * as tf from "../../../src/engine/tf.ts";
import { optimisers } from "../../../src/distill/optimisers/index.ts";
import { controlsOf, createUpdate, isExcluded } from "../../../src/distill/optimisers/optimiser.ts";
import { describeBackends } from "../../suites/backend.ts";
import { expectClose, valuesOf } from "../tensors.ts";

/** Steps one parameter `steps` times with the same gradient; returns its values. */
async function stepped(
  optimiser: keyof typeof optimisers,
  name: string,
  start: number[],
  gradient: number[],
  settings: { learningRate: number; weightDecay: number; steps?: number },
): Promise<number[]> {
  const parameter = tf.variable(tf.tensor(start));
  const parameters = new Map([[name, parameter]]);
  const gradients = new Map([[name, tf.tensor(gradient)]]);
  const zeros = () => tf.tidy(() => tf.variable(tf.zeros(parameter.shape)));
  const moments = new Map([[name, { first: zeros(), second: zeros() }]]);
  const { weightDecay } = settings;
  const update = createUpdate(optimisers[optimiser], parameters, moments, { weightDecay, multipliers: new Map([[name, 1]]) });
  for (let step = 1; step <= (settings.steps ?? 1); step++) {
    const controls = tf.tensor1d(controlsOf(optimisers[optimiser], settings.learningRate, step).data);
    update.step(() => ({ gradients }), controls);
    controls.dispose();
  }
  const result = await valuesOf(parameter);
  update.dispose();
  for (const { first, second } of moments.values()) tf.dispose([first, second]);
  tf.dispose([parameter, ...gradients.values()]);
  return result;
}

/** One step of slots that have their gradients with them. */
function updateParameters(slots: readonly GradedSlot[], rule: UpdateRule, controls: tf.Tensor1D): void {
  const named = new Map(slots.map((slot, i) => [`${i}`, slot]));
  const gradients = new Map([...named].map(([name, { gradient }]) => [name, gradient]));
  createUpdater(named, rule).step(() => ({ gradients }), controls);
}

describeBackends("optimisers", () => {
  describe("lamb", () => {
    it("takes the first step that can be worked out by hand", async () => {
      // g = [0.3, -0.4], norm 0.5 < 1: not clipped. Without bias correction m = 0.1 g and √v = √0.001 |g|, so
      // m / √v = ±0.1 / √0.001 = ±√10. w = [3, 4]: ‖w‖ = 5; λ = 0: u = √10 [1, -1], ‖u‖ = √20.
      // w − 0.1 · 5/√20 · √10 [1, -1] = w − 0.1 · 5/√2 [1, -1].
      const move = 0.5 / Math.SQRT2;
      expectClose(
        await stepped("lamb", "dense.weight", [3, 4], [0.3, -0.4], { learningRate: 0.1, weightDecay: 0 }),
        [3 - move, 4 + move],
        2e-5,
      );
    });

    it("adds weight decay to the direction before the trust ratio", async () => {
      // u = √10 [1, 1] + 0.5 · [2, 0] = [√10 + 1, √10]; ‖w‖ = 2.
      const u = [Math.sqrt(10) + 1, Math.sqrt(10)] as const;
      const ratio = 2 / Math.hypot(...u);
      expectClose(
        await stepped("lamb", "dense.weight", [2, 0], [0.5, 0.5], { learningRate: 0.01, weightDecay: 0.5 }),
        [2 - 0.01 * ratio * u[0], -0.01 * ratio * u[1]],
        2e-5,
      );
    });

    it("leaves norms and biases without decay and trust ratio", async () => {
      for (const name of ["encoder.layer.0.output.LayerNorm.weight", "dense.bias"]) {
        expectClose(
          await stepped("lamb", name, [3, 4], [0.3, -0.4], { learningRate: 0.1, weightDecay: 0.5 }),
          [3 - 0.1 * Math.sqrt(10), 4 + 0.1 * Math.sqrt(10)],
          2e-5,
        );
      }
    });

    it("steps from zero as if there were no trust ratio", async () => {
      expectClose(
        await stepped("lamb", "dense.weight", [0, 0], [0.3, -0.4], { learningRate: 0.1, weightDecay: 0 }),
        [-0.1 * Math.sqrt(10), 0.1 * Math.sqrt(10)],
        1e-4, // ε is 1e-4 of √v here
      );
    });
  });

  describe("adamw", () => {
    it("moves by the learning rate in its first steps, whatever the gradient's size", async () => {
      // Bias correction makes m̂ = g and v̂ = g² at every step of a constant gradient: u = ±1.
      expectClose(
        await stepped("adamw", "dense.weight", [1, -1], [0.02, -0.5], { learningRate: 0.1, weightDecay: 0, steps: 3 }),
        [0.7, -0.7],
        1e-4,
      );
    });

    it("decays weights apart from the gradient", async () => {
      expectClose(
        await stepped("adamw", "dense.weight", [2], [0.5], { learningRate: 0.1, weightDecay: 0.01 }),
        [2 - 0.1 * (1 + 0.02)],
        1e-5,
      );
    });
  });

  it("clips by the norm of all gradients together", async () => {
    // ‖[3] ⊕ [4]‖ = 5: both are divided by 5, so the moments are 0.1 · 0.6 and 0.1 · 0.8.
    const slots = [3, 4].map((gradient) => slotOf([1], [gradient]));
    tf.tidy(() => updateParameters(slots, ruleOf({ clipNorm: 1 }), tf.tensor1d([0.01, 1, 1])));
    expectClose(await valuesOf(slots[0]?.firstMoment as tf.Tensor), [0.06], 1e-6);
    expectClose(await valuesOf(slots[1]?.firstMoment as tf.Tensor), [0.08], 1e-6);
    disposeSlots(slots);
  });

  it("gives in place what the composed operations give", async () => {
    const random = createRandom(7);
    const shapes = [[5, 3], [4], [2, 2, 2], [1]];
    const values = (size: number) => Array.from({ length: size }, () => random.normal());
    for (const { clipNorm, corrections } of [
      { clipNorm: 1, corrections: [1, 1] },
      { clipNorm: Infinity, corrections: [0.1, 0.001] },
    ]) {
      const rule = ruleOf({ clipNorm });
      const controls = tf.tensor1d([0.01, ...corrections]);
      const make = shapes.map((shape, i) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const [w, g, m, v] = [values(size), values(size), values(size), values(size).map((x) => x * x)];
        return () => slotOf(w, g, { m, v, shape, trustRatio: i % 2 === 0, weightDecay: i * 0.01 });
      });
      const fast = make.map((slot) => slot());
      const reference = make.map((slot) => slot());
      updateParameters(fast, rule, controls);
      updateByOperations(reference, rule, controls);
      for (const [i, slot] of fast.entries()) {
        for (const field of ["parameter", "firstMoment", "secondMoment"] as const) {
          expectClose(await valuesOf(slot[field]), await valuesOf(reference[i]?.[field] as tf.Tensor), 1e-6);
        }
      }
      disposeSlots([...fast, ...reference]);
      controls.dispose();
    }
  });

  it("is seen by products that met the parameter before", async () => {
    // wasm keeps a packed copy of a product's right operand.
    const slot = slotOf([1, 2, 3, 4], [1, 1, 1, 1], { shape: [2, 2] });
    const product = async () => valuesOf(tf.matMul(tf.ones<tf.Rank.R2>([1, 2]), slot.parameter as tf.Tensor2D));
    expectClose(await product(), [4, 6], 1e-6);
    const controls = tf.tensor1d([1, 0.1, 0.001]);
    updateParameters([slot], ruleOf({ clipNorm: Infinity }), controls);
    controls.dispose();
    expectClose(await product(), [2, 4], 1e-4);
    disposeSlots([slot]);
  });

  it("leaves no tensors behind", () => {
    const slots = [slotOf([1, 2], [3, 4])];
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const controls = tf.tensor1d([0.01, 1, 1]);
      updateParameters(slots, ruleOf({ clipNorm: 1 }), controls);
      updateByOperations(slots, ruleOf({ clipNorm: 1 }), controls);
    });
    expect(tf.memory().numTensors).toBe(before);
    disposeSlots(slots);
  });
});

describe("the exclusion list", () => {
  it("names norms and biases", () => {
    expect(["a.LayerNorm.weight", "a.LayerNorm.bias", "a.dense.bias", "cls.predictions.bias"].every(isExcluded)).toBe(true);
    expect(["a.dense.weight", "embeddings.word_embeddings.weight", "projector.0.weight"].some(isExcluded)).toBe(false);
  });
});

function ruleOf(change: Partial<UpdateRule>): UpdateRule {
  return { beta1: 0.9, beta2: 0.999, epsilon: 1e-6, clipNorm: 1, ...change };
}

function slotOf(
  w: number[],
  g: number[],
  more: { m?: number[]; v?: number[]; shape?: number[]; trustRatio?: boolean; weightDecay?: number } = {},
): GradedSlot {
  const shape = more.shape ?? [w.length];
  const zeros = w.map(() => 0);
  const variable = (values: number[]) => tf.tidy(() => tf.variable(tf.tensor([...values], shape)));
  return {
    parameter: variable(w),
    gradient: tf.tensor([...g], shape),
    firstMoment: variable(more.m ?? zeros),
    secondMoment: variable(more.v ?? zeros),
    multiplier: 1,
    weightDecay: more.weightDecay ?? 0,
    trustRatio: more.trustRatio ?? false,
  };
}

function disposeSlots(slots: readonly GradedSlot[]): void {
  for (const { parameter, gradient, firstMoment, secondMoment } of slots) {
    tf.dispose([parameter, gradient, firstMoment, secondMoment]);
  }
}
