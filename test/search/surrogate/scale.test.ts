import { describe, expect, it } from "vitest";
import { fitScale, scaled, scaledVariance, unscaled } from "../../../src/search/surrogate/scale.ts";

const plain = { sign: 1, logarithmic: false, bounds: [] } as const;

describe("the scale", () => {
  it("has mean 0 and standard deviation 1", () => {
    const scale = fitScale([1, 2, 3], plain);
    expect([1, 2, 3].map((value) => scaled(scale, value))).toEqual([-1, 0, 1]);
  });

  it("turns what should be great", () => {
    const scale = fitScale([1, 2, 3], { ...plain, sign: -1 });
    expect(scaled(scale, 3)).toBe(-1);
    expect(scaled(scale, 1)).toBe(1);
  });

  it("sees ratios where it should, unless a value has none", () => {
    const scale = fitScale([1, 10, 100], { ...plain, logarithmic: true });
    expect(scaled(scale, 100)).toBeCloseTo(1, 12);
    expect(scaled(scale, 10)).toBeCloseTo(0, 12);
    expect(fitScale([0, 10, 100], { ...plain, logarithmic: true }).logarithmic).toBe(false);
  });

  it("pulls in outliers on the bad side only, and cuts off none", () => {
    const scale = fitScale([0, 1, 2, 3, 4, 1000], plain);
    // Quartiles 1.25 and 3.75: D is 1.5 · 2.5, and the fence stands at 3.75 + D.
    expect(scale).toMatchObject({ fence: 7.5, reach: 3.75 });
    // e times as far beyond the quartile as the fence is one D further.
    expect(scaled(scale, 3.75 + 3.75 * Math.E)).toBeCloseTo(scaled(scale, 7.5) + 3.75 / scale.spread, 12);
    expect(scaled(scale, 1000)).toBeGreaterThan(scaled(scale, 999));
    const good = fitScale([-1000, 0, 1, 2, 3, 4], plain);
    expect(scaled(good, -1000) - scaled(good, -999)).toBeCloseTo(-1 / good.spread, 9);
  });

  it("has no edge at the fence", () => {
    const scale = fitScale([0, 1, 2, 3, 4, 1000], plain);
    const slope = (at: number) => (scaled(scale, at + 1e-6) - scaled(scale, at)) / 1e-6;
    expect(slope(7.5)).toBeCloseTo(slope(7), 5);
  });

  it("pulls in nothing that is near a bound", () => {
    const bounded = fitScale([0, 1, 2, 3, 4, 1000], { ...plain, bounds: [50] });
    // The bound takes the place of the upper quartile.
    expect(bounded).toMatchObject({ fence: 50 + 1.5 * 48.75, reach: 1.5 * 48.75 });
    expect(scaled(bounded, 1000)).toBeGreaterThan(scaled(bounded, 50));
  });

  it("is undone on both sides of the fence", () => {
    const scale = fitScale([0, 1, 2, 3, 4, 1000], plain);
    for (const value of [-3, 7.5, 8, 1000]) expect(unscaled(scale, scaled(scale, value))).toBeCloseTo(value, 6);
  });

  it("bears no values, one, equal ones, huge ones and tiny ones", () => {
    for (const values of [[], [3], [3, 3, 3], [1e308, -1e308, 1e308], [5e-324, 0], [1e9, 1e-9]]) {
      const scale = fitScale(values, plain);
      for (const value of [...values, 7]) expect(Number.isFinite(scaled(scale, value))).toBe(true);
    }
    expect(scaled(fitScale([3, 3, 3], plain), 3)).toBe(0);
  });

  it("tells noise by the interval's width", () => {
    const scale = fitScale([1, 2, 3], plain);
    // ± 1.96 is one standard deviation.
    expect(scaledVariance(scale, { value: 2, low: 2 - 1.959964, high: 2 + 1.959964, samples: 9 })).toBeCloseTo(1, 6);
    expect(scaledVariance(scale, { value: 2, low: 1, high: 3, samples: 0 })).toBe(0);
    expect(scaledVariance(scale, { value: 2, low: -1e9, high: 1e9, samples: 9 })).toBe(10);
    const ratios = fitScale([1, Math.E, Math.E ** 2], { ...plain, logarithmic: true });
    const high = Math.exp(1.959964 / 2);
    expect(scaledVariance(ratios, { value: 1, low: 1 / high, high, samples: 9 })).toBeCloseTo(0.25, 6);
    expect(scaledVariance(ratios, { value: 1, low: 0, high: 1.959964, samples: 9 })).toBeCloseTo(0.25, 6);
  });
});
