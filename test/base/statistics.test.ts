import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import {
  bootstrapInterval,
  mean,
  median,
  quantile,
  quantileOfSorted,
  standardDeviation,
  wilsonInterval,
} from "../../src/base/statistics.ts";

describe("location and spread", () => {
  it("takes mean and standard deviation by hand", () => {
    expect(mean([1, 2, 6])).toBe(3);
    // Squared distances 4, 1, 9 over n - 1 = 2.
    expect(standardDeviation([1, 2, 6])).toBeCloseTo(Math.sqrt(7), 15);
    expect(standardDeviation([5])).toBe(0);
    expect(mean([])).toBeNaN();
  });

  it("interpolates quantiles linearly", () => {
    expect(quantileOfSorted([10, 20, 30, 40], 0.5)).toBe(25);
    expect(quantileOfSorted([10, 20, 30, 40], 0.25)).toBe(17.5);
    expect(quantile([40, 10, 30, 20], 1)).toBe(40);
    expect(quantile([40, 10, 30, 20], 0)).toBe(10);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([7])).toBe(7);
    expect(median([])).toBeNaN();
    expect(quantileOfSorted([1, Infinity, Infinity], 1)).toBe(Infinity);
  });

  it("leaves its arguments as they were", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("bootstrapInterval", () => {
  it("is a point where nothing can vary", () => {
    expect(bootstrapInterval([4], median, createRandom(1))).toEqual({ low: 4, high: 4 });
    expect(bootstrapInterval([4, 4, 4], median, createRandom(1))).toEqual({ low: 4, high: 4 });
    expect(bootstrapInterval([], mean, createRandom(1)).low).toBeNaN();
  });

  it("repeats itself for a seed", () => {
    const samples = [1, 5, 2, 8, 3];
    expect(bootstrapInterval(samples, mean, createRandom(7))).toEqual(
      bootstrapInterval(samples, mean, createRandom(7)),
    );
  });

  it("comes near the normal interval of a mean", () => {
    const random = createRandom(3);
    const samples = Array.from({ length: 400 }, () => random.normal());
    const { low, high } = bootstrapInterval(samples, mean, createRandom(4), { resamples: 2000 });
    const expected = (1.96 * standardDeviation(samples)) / 20;
    expect((high - low) / 2 / expected).toBeCloseTo(1, 1);
    expect((high + low) / 2).toBeCloseTo(mean(samples), 2);
  });

  it("narrows with the level", () => {
    const samples = [1, 5, 2, 8, 3, 9, 4];
    const wide = bootstrapInterval(samples, mean, createRandom(5), { level: 0.99 });
    const narrow = bootstrapInterval(samples, mean, createRandom(5), { level: 0.5 });
    expect(narrow.low).toBeGreaterThan(wide.low);
    expect(narrow.high).toBeLessThan(wide.high);
  });
});

describe("wilsonInterval", () => {
  it("agrees with published figures", () => {
    // 81 of 263 at 95 %: Newcombe 1998, table I.
    const interval = wilsonInterval(81, 263);
    expect(interval.low).toBeCloseTo(0.2553, 4);
    expect(interval.high).toBeCloseTo(0.3662, 4);
  });

  it("covers everything when nothing was tried", () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  it("stays inside [0, 1] and holds the share", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (trials, drawn) => {
        const successes = Math.min(drawn, trials);
        const { low, high } = wilsonInterval(successes, trials);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
      }),
    );
  });
});
