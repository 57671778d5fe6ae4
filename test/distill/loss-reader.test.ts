import { describe, expect, it } from "vitest";
import { createLossReader } from "../../src/distill/loss-reader.ts";

const reading = (loss: number) => async () => Float32Array.of(loss);

describe("the loss reader", () => {
  it("bounds a curve to 600 points", async () => {
    const losses = createLossReader(1500, ["distillation"]);
    for (let step = 0; step < 1500; step++) await losses.push({ step, stage: 0 }, reading(step));
    await losses.settle();
    const points = losses.take();
    expect(points).toHaveLength(500);
    expect(points[1]).toEqual({ step: 3, stage: 0, loss: 3 });
    expect(losses.take()).toEqual([]);
  });

  it("finds a loss that is not finite within a few steps, and says where", async () => {
    const losses = createLossReader(5000, ["transfer 1", "distillation"]);
    const push = async () => {
      for (let step = 100; step < 120; step++) await losses.push({ step, stage: 1 }, reading(step < 103 ? 1 : Infinity));
    };
    await expect(push()).rejects.toMatchObject({ name: "Diverged", message: "the loss of distillation at step 104 is not finite: Infinity" });
  });

  it("lets the device be three steps behind, and waits at the fourth", async () => {
    const losses = createLossReader(10, ["a"]);
    const finish: (() => void)[] = [];
    let pushed = 0;
    const push = async () => {
      for (let step = 0; step < 10; step++) {
        await losses.push({ step, stage: 0 }, () => new Promise((resolve) => finish.push(() => resolve(Float32Array.of(step)))));
        pushed++;
      }
    };
    const done = push();
    for (const expected of [3, 4, 5]) {
      await new Promise((resolve) => setTimeout(resolve));
      expect(pushed).toBe(expected);
      finish.shift()?.();
    }
    const timer = setInterval(() => finish.splice(0).forEach((resolve) => resolve()));
    await done;
    await losses.settle();
    clearInterval(timer);
    expect(losses.take().map(({ loss }) => loss)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
