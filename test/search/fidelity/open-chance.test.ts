import { describe, expect, it } from "vitest";
import { openChance } from "../../../src/search/fidelity/open-chance.ts";

const free = { low: Number.NEGATIVE_INFINITY, high: Infinity };
const normal = (mean: number, deviation: number, limits = free) => ({ mean, deviation, limits });

describe("openChance", () => {
  it("is three quarters beside a single point that it is centred on", () => {
    expect(openChance([[0, 0]], [normal(0, 1), normal(0, 1)])).toBeCloseTo(3 / 4, 9);
    expect(openChance([[0, 0, 0]], [normal(0, 1), normal(0, 2), normal(0, 3)])).toBeCloseTo(7 / 8, 9);
  });

  it("takes what is known as known: no better there, it has to be better elsewhere", () => {
    expect(openChance([[0, 0]], [normal(0, 0), normal(0, 1)])).toBeCloseTo(1 / 2, 9);
    expect(openChance([[0, 0]], [normal(-1, 0), normal(5, 1)])).toBeCloseTo(1, 9);
    expect(openChance([[0, 0]], [normal(1, 0), normal(1, 0)])).toBe(0);
  });

  it("finds the step of a staircase that is open", () => {
    // Known to lie between the two: y below 1 is left open, Φ(-1) from a mean of 2.
    expect(openChance([[0, 1], [2, 0]], [normal(1, 0), normal(2, 1)])).toBeCloseTo(0.158655, 6);
  });

  it("is the chance of being allowed where nothing was found yet", () => {
    expect(openChance([], [normal(0, 1), normal(0, 1)])).toBe(1);
    expect(openChance([], [normal(0, 1, { ...free, high: 0 }), normal(0, 1)])).toBeCloseTo(1 / 2, 9);
    expect(openChance([[0, 0]], [normal(0, 1, { ...free, low: 0 }), normal(0, 1)])).toBeCloseTo(1 / 4, 9);
  });
});
