import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponential } from "../../src/base/exponential.ts";

/** The number's sign, exponent and digits as one integer: neighbouring numbers differ by one. */
const ordinal = (value: number) => new BigInt64Array(Float64Array.of(value).buffer)[0] ?? 0n;

describe("the exponential", () => {
  it("is that of Math to the last two digits", () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 709, noNaN: true }), (x) => {
        const difference = ordinal(exponential(x)) - ordinal(Math.exp(x));
        expect(Math.abs(Number(difference))).toBeLessThanOrEqual(2);
      }),
      { numRuns: 3000 },
    );
  });

  it("is exact where it can be", () => {
    expect(exponential(0)).toBe(1);
    expect(exponential(1)).toBe(Math.E);
    expect(exponential(Math.LN2)).toBe(2);
  });

  it("rises with its argument, across the steps too", () => {
    for (let i = -2000; i < 2000; i++) {
      const edge = ((i + 0.5) * Math.LN2) / 64;
      expect(exponential(edge + 1e-9)).toBeGreaterThan(exponential(edge - 1e-9));
    }
  });

  it("ends at zero and at infinity", () => {
    expect([-709, -1e300, Number.NEGATIVE_INFINITY].map(exponential)).toEqual([0, 0, 0]);
    expect([710, 1e300, Infinity].map(exponential)).toEqual([Infinity, Infinity, Infinity]);
    expect(exponential(Number.NaN)).toBeNaN();
  });
});
