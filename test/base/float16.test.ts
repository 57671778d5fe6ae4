import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeFloat16, encodeFloat16, toFloat16Bits } from "../../src/base/float16.ts";

const roundTrip = (value: number) => decodeFloat16(encodeFloat16(Float32Array.of(value)))[0];

describe("half precision", () => {
  it("has the bits of the standard", () => {
    expect(toFloat16Bits(1)).toBe(0x3c00);
    expect(toFloat16Bits(-2)).toBe(0xc000);
    expect(toFloat16Bits(65504)).toBe(0x7bff);
    expect(toFloat16Bits(2 ** -14)).toBe(0x0400);
    expect(toFloat16Bits(2 ** -24)).toBe(0x0001);
    expect(toFloat16Bits(0)).toBe(0);
    expect(toFloat16Bits(-0)).toBe(0x8000);
    expect(toFloat16Bits(1 / 3)).toBe(0x3555);
  });

  it("rounds to nearest, ties to even", () => {
    // Between 1 and 2 halves are 2^-10 apart.
    expect(roundTrip(1 + 2 ** -11)).toBe(1);
    expect(roundTrip(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
    expect(roundTrip(1 + 2 ** -11 + 2 ** -20)).toBe(1 + 2 ** -10);
    // The same among subnormals, 2^-24 apart.
    expect(roundTrip(2 ** -25)).toBe(0);
    expect(roundTrip(3 * 2 ** -25)).toBe(2 ** -23);
    expect(roundTrip(2 ** -14 - 2 ** -26)).toBe(2 ** -14);
  });

  it("knows its limits", () => {
    expect(roundTrip(65519)).toBe(65504);
    expect(roundTrip(65520)).toBe(Infinity);
    expect(roundTrip(-Infinity)).toBe(-Infinity);
    expect(roundTrip(Number.NaN)).toBeNaN();
  });

  it("gives every half back as it was", () => {
    const halves = Uint16Array.from({ length: 2 ** 16 }, (_, half) => half).filter((half) => (half & 0x7fff) <= 0x7c00);
    expect(encodeFloat16(decodeFloat16(halves))).toEqual(halves);
  });

  it("errs by at most half a unit in the last place", () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const error = Math.abs((roundTrip(value) ?? Number.NaN) - value);
        expect(error).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
      }),
    );
  });
});
