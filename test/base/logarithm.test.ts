import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logarithm, logarithmOfOnePlus, power } from "../../src/base/logarithm.ts";

/** The number's sign, exponent and digits as one integer: neighbouring numbers of a sign differ by one. */
const ordinal = (value: number) => new BigInt64Array(Float64Array.of(value).buffer)[0] ?? 0n;
const unitsBetween = (a: number, b: number) => Math.abs(Number(ordinal(a) - ordinal(b)));

describe("the logarithm", () => {
  it("is that of Math to the last digit", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        expect(unitsBetween(logarithm(x), Math.log(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 3000 },
    );
  });

  it("is that of Math round 1 too, where it is small", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.25, max: 4, noNaN: true }), (x) => {
        expect(unitsBetween(logarithm(x), Math.log(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 3000 },
    );
  });

  it("is exact where it can be", () => {
    expect([1, 2, 10, Math.E].map(logarithm)).toEqual([0, Math.LN2, Math.LN10, 1]);
    // Powers of two are multiples of ln 2, to the smallest there is.
    for (const exponent of [-1074, -1022, -3, 52, 1023])
      expect(logarithm(2 ** exponent)).toBe(exponent * Math.LN2);
  });

  it("ends at the ends", () => {
    expect([0, Infinity].map(logarithm)).toEqual([Number.NEGATIVE_INFINITY, Infinity]);
    expect([-1, Number.NEGATIVE_INFINITY, Number.NaN].map(logarithm)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("of one plus a number keeps the digits of the number", () => {
    fc.assert(
      fc.property(fc.double({ min: -0.999, max: 1e6, noNaN: true }), (x) => {
        expect(unitsBetween(logarithmOfOnePlus(x), Math.log1p(x))).toBeLessThanOrEqual(2);
      }),
      { numRuns: 3000 },
    );
    // x - x² / 2
    expect(logarithmOfOnePlus(1e-10)).toBe(1e-10 - 5e-21);
    expect([0, -1].map(logarithmOfOnePlus)).toEqual([0, Number.NEGATIVE_INFINITY]);
  });
});

describe("a power", () => {
  it("is that of Math to a few digits", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.double({ min: -4, max: 4, noNaN: true }), (base, exponent) => {
        // The logarithm of the result is at most 28, known to one unit of its last digit.
        expect(Math.abs(power(base, exponent) / base ** exponent - 1)).toBeLessThan(28 * 2 ** -52);
      }),
    );
  });

  it("starts from nothing and from 1", () => {
    expect([power(0, 2), power(0, 0), power(1, 7), power(4, 0.5)]).toEqual([0, 1, 1, 2]);
  });
});
