import { expect, it } from "vitest";
import { createLossReader } from "../../src/distill/loss-reader.ts";
import * as tf from "../../src/engine/tf.ts";
import { describeBackends } from "../suites/backend.ts";

describeBackends("the loss reader", () => {
  it("bounds a curve to 600 points", async () => {
    const losses = createLossReader(1500, ["distillation"]);
    for (let step = 0; step < 1500; step++) await losses.push({ step, stage: 0 }, tf.scalar(step));
    await losses.settle();
    const points = losses.take();
    expect(points).toHaveLength(500);
    expect(points[1]).toEqual({ step: 3, stage: 0, loss: 3 });
    expect(losses.take()).toEqual([]);
  });

  it("finds a loss that is not finite within a few steps, and says where", async () => {
    const losses = createLossReader(5000, ["transfer 1", "distillation"]);
    const push = async () => {
      for (let step = 100; step < 120; step++) await losses.push({ step, stage: 1 }, tf.scalar(step < 103 ? 1 : Infinity));
    };
    await expect(push()).rejects.toMatchObject({ name: "Diverged", message: "the loss of distillation at step 104 is not finite: Infinity" });
    losses.dispose();
  });

  it("owns the losses it is given", async () => {
    const before = tf.memory().numTensors;
    const losses = createLossReader(10, ["a"]);
    for (let step = 0; step < 10; step++) await losses.push({ step, stage: 0 }, tf.scalar(step));
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(4);
    losses.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
