import { describe, expect, it } from "vitest";
import { axisTitle, createScale, domainOf, ticksOf, type Axis } from "../../../src/ui/charts/axis.ts";

describe("domainOf", () => {
  it("leaves air around the values, in logarithms on a log axis", () => {
    expect(domainOf("linear", [10, 20], 0.1)).toEqual([9, 21]);
    const [low, high] = domainOf("log", [1, 100], 0.1);
    expect(low).toBeCloseTo(100 ** -0.1, 12);
    expect(high).toBeCloseTo(100 ** 1.1, 9);
  });

  it("puts a single value in the middle", () => {
    expect(domainOf("linear", [8])).toEqual([6, 10]);
    expect(domainOf("linear", [0])).toEqual([-1, 1]);
    expect(domainOf("log", [6])).toEqual([4, 9]);
  });

  it("leaves out what cannot be drawn", () => {
    expect(domainOf("log", [0, -1, 6])).toEqual([4, 9]);
    expect(domainOf("linear", [Number.NaN, Infinity])).toEqual([0, 1]);
    expect(domainOf("log", [])).toEqual([1, 10]);
  });
});

describe("ticksOf", () => {
  it("takes the densest readable steps that fit", () => {
    expect(ticksOf("log", [0.9, 120], 8)).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(ticksOf("log", [0.9, 120], 4)).toEqual([1, 3, 10, 30, 100]);
    expect(ticksOf("log", [0.9, 5.5], 7)).toEqual([1, 1.5, 2, 3, 5]);
  });

  it("falls back to even steps within less than a decade", () => {
    expect(ticksOf("log", [11, 14], 4)).toEqual([11, 12, 13, 14]);
  });

  it("thins out many decades", () => {
    expect(ticksOf("log", [1, 1e12], 4)).toEqual([1, 1e4, 1e8, 1e12]);
  });

  it("stays inside the domain", () => {
    for (const kind of ["linear", "log"] as const)
      for (const domain of [[0.013, 0.9], [3.3, 7.1], [40, 60_000]] as const)
        for (const tick of ticksOf(kind, domain, 6)) {
          expect(tick).toBeGreaterThanOrEqual(domain[0]);
          expect(tick).toBeLessThanOrEqual(domain[1]);
        }
  });
});

describe("createScale", () => {
  it("maps equal factors to equal distances on a log axis", () => {
    const { position } = createScale("log", [1, 100], [0, 200], 5);
    expect(position(1)).toBeCloseTo(0);
    expect(position(10)).toBeCloseTo(100);
    expect(position(100)).toBeCloseTo(200);
    expect(position(0)).toBe(0);
  });
});

it("names an axis with its unit and its scale", () => {
  const axis: Axis = { label: "Latency", unit: "ms", scale: "log", better: "lower", format: String, tick: String };
  expect(axisTitle(axis)).toBe("Latency (ms, log scale)");
  expect(axisTitle({ ...axis, unit: "", scale: "linear" })).toBe("Latency");
});
