import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  logExpectedImprovement,
  logNormalCdf,
  logNormalDensity,
  normalCdf,
  normalDensity,
  normalQuantile,
} from "../../src/base/normal.ts";

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

describe("the normal distribution", () => {
  it("has its well-known values", () => {
    expect(normalDensity(0)).toBeCloseTo(0.3989422804014327, 15);
    expect(logNormalDensity(2)).toBeCloseTo(Math.log(normalDensity(2)), 14);
    expect(normalCdf(0)).toBeCloseTo(0.5, 14);
    expect(normalCdf(1.96)).toBeCloseTo(0.9750021048517795, 14);
    expect(relative(normalCdf(-5), 2.866515718791939e-7)).toBeLessThan(1e-10);
    expect(relative(normalCdf(-10), 7.619853024160527e-24)).toBeLessThan(1e-12);
  });

  it("keeps log Φ finite far out", () => {
    expect(logNormalCdf(-40)).toBeCloseTo(-804.6084420137538, 9);
    expect(logNormalCdf(-1e6)).toBeCloseTo(-5e11 - Math.log(1e6) - 0.5 * Math.log(2 * Math.PI), 3);
    expect(relative(logNormalCdf(10), -7.619853024160527e-24)).toBeLessThan(1e-12);
    expect(logNormalCdf(0)).toBeCloseTo(Math.log(0.5), 14);
  });

  it("joins its two approximations without a step", () => {
    const join = -5 * Math.SQRT2;
    expect(relative(normalCdf(join - 1e-9), normalCdf(join + 1e-9))).toBeLessThan(1e-7);
  });

  it("inverts", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    fc.assert(
      fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (x) => {
        expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, x > 3 ? 7 : 9);
      }),
    );
  });

  it("keeps log expected improvement finite and true to its definition", () => {
    for (const z of [-5, -1.5, -1, 0, 2, 30])
      expect(logExpectedImprovement(z)).toBeCloseTo(Math.log(normalDensity(z) + z * normalCdf(z)), 7);
    // φ(z)/z² to leading order.
    expect(logExpectedImprovement(-1e4)).toBeCloseTo(logNormalDensity(1e4) - 2 * Math.log(1e4), 6);
    // h' = Φ, so slopes are positive on either side of every switch.
    for (const z of [-60, -7.0710678, -1]) {
      const slope = (logExpectedImprovement(z + 1e-3) - logExpectedImprovement(z - 1e-3)) / 2e-3;
      const exact = Math.exp(logNormalCdf(z) - logExpectedImprovement(z));
      expect(relative(slope, exact)).toBeLessThan(1e-3);
    }
  });
});
