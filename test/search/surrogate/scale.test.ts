import { describe, expect, it } from "vitest";
import { fitScale, scaled, scaledBound, scaledVariance } from "../../../src/search/surrogate/scale.ts";

const plain = { sign: 1, logarithmic: false, bounds: [] } as const;

describe("the scale", () => {
  it("has mean 0 and standard deviation 1", () => {
    const scale = fitScale([1, 2, 3], plain);
    expect([1, 2, 3].map((value) => scaled(scale, value))).toEqual([-1, 0, 1]);
  });

  it("turns what should be great", () => {
    const scale = fitScale([1, 2, 3], { ...plain, sign: -1 });
    expect(scaled(scale, 3)).toBe(-1);
    expect(scaledBound(scale, 1)).toBe(1);
  });

  it("sees ratios where it should, unless a value has none", () => {
    const scale = fitScale([1, 10, 100], { ...plain, logarithmic: true });
    expect(scaled(scale, 100)).toBeCloseTo(1, 12);
    expect(scaled(scale, 10)).toBeCloseTo(0, 12);
    expect(fitScale([0, 10, 100], { ...plain, logarithmic: true }).logarithmic).toBe(false);
  });

  it("pulls in outliers on the bad side only", () => {
    const values = [0, 1, 2, 3, 4, 1000];
    const scale = fitScale(values, plain);
    // Quartiles 1.25 and 3.75: the fence stands at 3.75 + 1.5 · 2.5.
    expect(scale.fence).toBeCloseTo(7.5, 12);
    expect(scaled(scale, 1000)).toBe(scaled(scale, 7.5));
    const good = fitScale([-1000, 0, 1, 2, 3, 4], plain);
    expect(scaled(good, -1000)).toBeLessThan(scaled(good, -999));
  });

  it("keeps the fence behind the bounds", () => {
    const bounded = fitScale([0, 1, 2, 3, 4, 1000], { ...plain, bounds: [50] });
    expect(bounded.fence).toBeGreaterThan(50);
    expect(scaled(bounded, 1000)).toBeGreaterThan(scaledBound(bounded, 50));
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
