import { describe, expect, it } from "vitest";
import { wilsonInterval } from "../../src/base/statistics.ts";
import * as tf from "../../src/engine/tf.ts";
import { majorityAccuracy, measureAccuracy, type AccuracyRequest } from "../../src/evaluate/accuracy.ts";
import { describeBackends } from "../suites/backend.ts";
import { batchOf, createRuleNetwork, sourceOf } from "./networks.ts";

const request = (changes: Partial<AccuracyRequest> = {}): AccuracyRequest => ({
  network: createRuleNetwork(24),
  parameters: new Map(),
  batches: sourceOf(batchOf()),
  batchCount: 1,
  tasks: ["mlm", "nsp"],
  ...changes,
});

describeBackends("measureAccuracy", () => {
  it("counts what is guessed right, unused slots left out", async () => {
    // Ids 3, 4, 8 at the positions → guesses 4, 5, 9 against labels 4, 4, 9; the unused slot would guess 3 for 0.
    // First ids 2 and 7 → "follows" and "does not", both follow.
    const { mlmAccuracy, nspAccuracy, pretrainedAccuracy } = await measureAccuracy(request());
    expect(mlmAccuracy).toEqual({ value: 2 / 3, ...wilsonInterval(2, 3), samples: 3 });
    expect(nspAccuracy).toEqual({ value: 1 / 2, ...wilsonInterval(1, 2), samples: 2 });
    expect(pretrainedAccuracy.value).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(pretrainedAccuracy.samples).toBe(5);
  });

  it("does not count an unused slot that happens to be right", async () => {
    // Position 0 holds id 2, so label 3 is what it guesses.
    const batch = batchOf({ maskedLabels: Int32Array.of(4, 5, 9, 3) });
    const { mlmAccuracy } = await measureAccuracy(request({ batches: sourceOf(batch), tasks: ["mlm"] }));
    expect(mlmAccuracy?.value).toBe(1);
    expect(mlmAccuracy?.samples).toBe(3);
  });

  it("adds batches up and tells how far it is", async () => {
    const wrong = batchOf({ maskedLabels: Int32Array.of(1, 1, 1, 1), nspLabels: Int32Array.of(0, 1) });
    const progress: (readonly number[])[] = [];
    const { mlmAccuracy, nspAccuracy } = await measureAccuracy(
      request({ batches: sourceOf(batchOf(), wrong), batchCount: 2, onProgress: (...at) => progress.push(at) }),
    );
    expect(mlmAccuracy?.value).toBe(2 / 6);
    expect(nspAccuracy?.value).toBe(3 / 4);
    expect(progress).toEqual([[1, 2], [2, 2]]);
  });

  it("leaves out what was not asked for", async () => {
    const { mlmAccuracy, nspAccuracy, pretrainedAccuracy } = await measureAccuracy(request({ tasks: ["nsp"] }));
    expect(mlmAccuracy).toBeUndefined();
    expect(pretrainedAccuracy).toEqual(nspAccuracy);
  });

  it("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    await measureAccuracy(request({ batchCount: 3 }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses text without hidden tokens", async () => {
    const batches = sourceOf(batchOf({ maskedWeights: new Float32Array(4) }));
    await expect(measureAccuracy(request({ batches, tasks: ["mlm"] }))).rejects.toThrow(/0 hidden tokens in 1 batches/);
  });
});

describe("the interval of the mean", () => {
  it("is narrower than the mean of the intervals, and lies around the value", async () => {
    const { mlmAccuracy: mlm, nspAccuracy: nsp, pretrainedAccuracy: mean } = await measureAccuracy(request());
    if (mlm === undefined || nsp === undefined) throw new Error("both were asked for");
    expect(mean.low).toBeGreaterThan((mlm.low + nsp.low) / 2);
    expect(mean.high).toBeLessThan((mlm.high + nsp.high) / 2);
    // Two half-distances in quadrature, by hand.
    expect(mean.value - mean.low).toBeCloseTo(Math.sqrt((2 / 3 - mlm.low) ** 2 + (1 / 2 - nsp.low) ** 2) / 2, 12);
  });
});

describe("majorityAccuracy", () => {
  it("is the share of the most frequent label in used slots", () => {
    // Used labels 4, 4, 9 and 9, 9, 9: four nines of six.
    const nines = batchOf({ maskedLabels: Int32Array.of(9, 9, 9, 9), nspLabels: Int32Array.of(1, 0) });
    expect(majorityAccuracy(sourceOf(batchOf(), nines))).toEqual({ mlmAccuracy: 4 / 6, nspAccuracy: 3 / 4 });
    expect(majorityAccuracy(sourceOf(batchOf(), nines), 1)).toEqual({ mlmAccuracy: 2 / 3, nspAccuracy: 1 });
  });

  it("is 0 of nothing", () => {
    expect(majorityAccuracy(sourceOf(batchOf()), 0)).toEqual({ mlmAccuracy: 0, nspAccuracy: 0 });
  });
});
