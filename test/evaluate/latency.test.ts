import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import { median } from "../../src/base/statistics.ts";
import { clockQuantumMs } from "../../src/evaluate/clock.ts";
import { measureLatency } from "../../src/evaluate/latency.ts";
import { parse } from "../../src/study/parse.ts";
import { measurementSchema, type Estimate } from "../../src/study/measurement.ts";
import { simulate } from "./simulated-device.ts";

const quiet = { floorMs: 2.4, noise: 0, quantumMs: 0.001, seed: 1 };
const ordinary = { floorMs: 2.4, noise: 0.05, quantumMs: 0.1, seed: 1 };

describe("the clock's quantum", () => {
  it.each([0.005, 0.065536, 0.1, 1])("is found: %f ms", (quantumMs) => {
    expect(clockQuantumMs(simulate({ ...quiet, quantumMs }).clock)).toBeCloseTo(quantumMs, 9);
  });

  it("is 0 of a clock that stands still", () => {
    expect(clockQuantumMs({ now: () => 7 })).toBe(0);
  });
});

describe("measureLatency", () => {
  it("is free of the fixed cost, which the single shot contains", async () => {
    const device = simulate(quiet);
    const { latencyMs, ratio, timing } = await measureLatency(
      device.request(device.subject(1.5, 400), device.subject(3)),
    );
    // The floor varies by 0.24 ms between samples and is divided by K2 - K1 ≥ 20.
    expect(latencyMs.value).toBeCloseTo(1.5, 1);
    expect(Math.abs(latencyMs.value / 1.5 - 1)).toBeLessThan(0.01);
    expect(ratio.value).toBeCloseTo(0.5, 2);
    expect(timing.referenceMs).toBeCloseTo(3, 1);
    // The fixed cost is 2.4 ms and up to a tenth more.
    const [low, high] = timing.singleShotRangeMs ?? [0, 0];
    expect(low).toBeGreaterThan(1.5 + 2.4);
    expect(high).toBeLessThan(1.5 + 2.4 * 1.1 + 0.01);
    expect(low).toBeLessThanOrEqual(timing.singleShotMs);
    expect(high).toBeGreaterThanOrEqual(timing.singleShotMs);
    expect(timing.drifted).toBe(false);
    expect(timing.samplesMs).toHaveLength(20);
    expect(ratio.samples).toBe(20);
  });

  it("tells the device's own time, where it has a clock", async () => {
    const device = simulate({ ...ordinary, quantumMs: 0.065536, seed: 3, hasClock: true });
    const { timing } = await measureLatency(device.request(device.subject(1.5), device.subject(3)));
    expect(Math.abs((timing.deviceMs ?? 0) - 1.5)).toBeLessThan(0.01 / timing.repeats[1]);
    const without = simulate({ ...ordinary, quantumMs: 0.065536, seed: 3 });
    const { timing: plain } = await measureLatency(without.request(without.subject(1.5), without.subject(3)));
    expect("deviceMs" in plain).toBe(false);
  });

  it("covers the truth in at least 90 of 100 runs", async () => {
    let coveredLatency = 0;
    let coveredRatio = 0;
    const errors: number[] = [];
    for (let seed = 1; seed <= 100; seed++) {
      const device = simulate({ ...ordinary, quantumMs: 0.065536, seed });
      const { latencyMs, ratio } = await measureLatency(device.request(device.subject(2.2), device.subject(3.1)));
      if (latencyMs.low <= 2.2 && 2.2 <= latencyMs.high) coveredLatency++;
      if (ratio.low <= 2.2 / 3.1 && 2.2 / 3.1 <= ratio.high) coveredRatio++;
      errors.push(Math.abs(latencyMs.value / 2.2 - 1));
    }
    expect(coveredLatency).toBeGreaterThanOrEqual(90);
    expect(coveredRatio).toBeGreaterThanOrEqual(90);
    // Not by being wide: 20 pairs of 5 % noise give a median within a few per cent.
    expect(Math.max(...errors)).toBeLessThan(0.08);
  });

  it("covers the truth where a timing minutes later differs by more than its samples do", async () => {
    const random = createRandom(5);
    const deviations: number[] = [];
    let covered = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const device = simulate({ ...quiet, seed });
      const moved = 1 + 0.025 * random.normal();
      const { ratio } = await measureLatency(device.request(device.subject(2 * moved), device.subject(4)));
      if (ratio.low <= 0.5 && 0.5 <= ratio.high) covered++;
      deviations.push((ratio.high - ratio.low) / 2 / ratio.value);
    }
    expect(covered).toBeGreaterThanOrEqual(90);
    // Not wider than that: 1.96 standard deviations, and the little that quiet samples differ.
    expect(median(deviations)).toBeGreaterThan(0.049);
    expect(median(deviations)).toBeLessThan(0.052);
  });

  it("counts no pair of a student that is slower at first, however steadily", async () => {
    const device = simulate({ ...quiet });
    const { timing } = await measureLatency(device.request(device.subject(2, 2.4, 150), device.subject(4)));
    expect(Math.max(...timing.samplesMs)).toBeLessThan(2.1);
  });

  it("agrees with itself: of ten benchmarks of one network nine hold their common median", async () => {
    // Each has its own session, noise and clock; together they are 5 series of 10.
    let series = 0;
    for (let first = 1; first <= 5; first++) {
      const found: Estimate[] = [];
      for (let repeat = 0; repeat < 10; repeat++) {
        const device = simulate({ ...ordinary, seed: 100 * first + repeat });
        found.push((await measureLatency(device.request(device.subject(2.2), device.subject(3.1)))).latencyMs);
      }
      const common = median(found.map(({ value }) => value));
      if (found.filter(({ low, high }) => low <= common && common <= high).length >= 9) series++;
    }
    // At 95 % each, a series has nine or ten of ten in 91 of 100.
    expect(series).toBeGreaterThanOrEqual(4);
  });

  it("cancels a speed that differs from the session's: the ratio stays, the latency is the session's", async () => {
    const device = simulate({ ...quiet, slowdown: () => 1.06 });
    const { latencyMs, timing } = await measureLatency(
      device.request(device.subject(2), device.subject(4), { sessionReferenceMs: 4 }),
    );
    expect(latencyMs.value).toBeCloseTo(2, 1);
    expect(timing.referenceMs).toBeCloseTo(4.24, 1);
    expect(timing.drifted).toBe(false);
  });

  it("flags a device that stays off its session baseline", async () => {
    const device = simulate({ ...quiet, slowdown: () => 1.3 });
    const { latencyMs, timing } = await measureLatency(
      device.request(device.subject(2), device.subject(4), { sessionReferenceMs: 4 }),
    );
    expect(timing.drifted).toBe(true);
    expect(latencyMs.value).toBeCloseTo(2, 1);
  });

  it("flags a device that keeps getting slower", async () => {
    const device = simulate({ ...quiet, slowdown: (nowMs) => 1 + nowMs / 5000 });
    const { timing } = await measureLatency(device.request(device.subject(2), device.subject(4)));
    expect(timing.drifted).toBe(true);
  });

  it("cools down and measures again after a passing disturbance", async () => {
    const start = simulate(quiet);
    await measureLatency(start.request(start.subject(2), start.subject(4)));
    const undisturbedMs = start.elapsedMs();
    // The second half of the sampling is slowed down by half; after it the device is itself again.
    const device = simulate({ ...quiet, slowdown: (nowMs) => (nowMs > 0.55 * undisturbedMs && nowMs < undisturbedMs * 1.1 ? 1.5 : 1) });
    const { latencyMs, timing } = await measureLatency(device.request(device.subject(2), device.subject(4)));
    expect(device.elapsedMs()).toBeGreaterThan(undisturbedMs + 1000);
    expect(timing.drifted).toBe(false);
    expect(Math.abs(latencyMs.value / 2 - 1)).toBeLessThan(0.02);
  });

  it("runs a slow network once a sample, and takes at least eight pairs", async () => {
    const device = simulate({ ...quiet, noise: 0.02 });
    const { latencyMs, timing } = await measureLatency(device.request(device.subject(400), device.subject(150)));
    expect(timing.repeats).toEqual([0, 1]);
    expect(latencyMs.samples).toBe(8);
    expect(Math.abs(latencyMs.value / 400 - 1)).toBeLessThan(0.05);
  });

  it("removes a fixed cost where there is one, and saves the effort where there is none", async () => {
    const free = simulate({ ...quiet, floorMs: 0 });
    const { timing, latencyMs } = await measureLatency(free.request(free.subject(2), free.subject(4)));
    expect(timing.repeats[0]).toBe(0);
    expect(latencyMs.value).toBeCloseTo(2, 2);
    const costly = simulate(quiet);
    expect((await measureLatency(costly.request(costly.subject(2), costly.subject(4)))).timing.repeats[0]).toBe(1);
  });

  it("stays positive on a device that something else disturbs in a third of all samples", async () => {
    let covered = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const random = createRandom(seed);
      const device = simulate({ ...ordinary, seed, slowdown: () => (random.uniform() < 0.33 ? 1 + 8 * random.uniform() : 1) });
      const { latencyMs, ratio, timing } = await measureLatency(device.request(device.subject(40), device.subject(20)));
      expect(Math.min(latencyMs.low, ratio.low, ...timing.samplesMs)).toBeGreaterThan(0);
      if (ratio.low <= 2 && 2 <= ratio.high) covered++;
    }
    // 19 are expected; fewer than 16 would be a chance of 1 in 400.
    expect(covered).toBeGreaterThanOrEqual(16);
  });

  it("keeps to its budget", async () => {
    for (const passMs of [0.02, 0.5, 5, 40]) {
      const device = simulate(ordinary);
      await measureLatency(device.request(device.subject(passMs), device.subject(3), { budgetMs: 3000 }));
      expect(device.elapsedMs()).toBeLessThan(passMs < 40 ? 4000 : 6000);
    }
  });

  it("discards what was taken in a hidden tab", async () => {
    const device = simulate({ ...quiet, slowdown: (nowMs) => (hiddenAt(nowMs) ? 5 : 1) });
    const hiddenAt = (nowMs: number) => nowMs > 1500 && nowMs < 4000;
    const { latencyMs, timing } = await measureLatency(
      device.request(device.subject(2), device.subject(4), { visible: () => !hiddenAt(device.elapsedMs()) }),
    );
    expect(device.elapsedMs()).toBeGreaterThan(4000);
    expect(Math.max(...timing.samplesMs)).toBeLessThan(2.2);
    expect(Math.abs(latencyMs.value / 2 - 1)).toBeLessThan(0.02);
    expect(timing.drifted).toBe(false);
  });

  it("does not wait for a hidden tab for ever, and flags what it then takes", async () => {
    const device = simulate(quiet);
    const { timing } = await measureLatency(
      device.request(device.subject(2), device.subject(4), { visible: () => false }),
    );
    expect(timing.drifted).toBe(true);
    expect(timing.samplesMs).toHaveLength(20);
  });

  it("is replayable, and fits the schema", async () => {
    const measure = () => {
      const device = simulate(ordinary);
      return measureLatency(device.request(device.subject(2), device.subject(4)));
    };
    const first = await measure();
    expect(await measure()).toEqual(first);
    const measurement = { metrics: { latencyMs: first.latencyMs }, timing: first.timing };
    expect(parse(measurementSchema, measurement, "measurement")).toEqual(measurement);
  });

  it("refuses to guess where the clock shows nothing", async () => {
    const device = simulate(quiet);
    const request = device.request(device.subject(2), device.subject(4), { clock: { now: () => 5 } });
    await expect(measureLatency(request)).rejects.toThrow(/clock: step 0 ms/);
  });
});
