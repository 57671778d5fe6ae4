import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import {
  candidateKey,
  drawnFrom,
  hasValue,
  placeOf,
  rankOf,
  sizeOf,
  valueAt,
  valueFrom,
  widestGap,
  type Axis,
} from "../../../src/search/space/axes.ts";
import { candidatesOf } from "../../../src/search/space/candidates.ts";
import { neighbours, pairNeighbours } from "../../../src/search/space/neighbours.ts";
import { searchSpace } from "../../../src/search/space/space.ts";

const ordinal: Axis = { name: "hidden", kind: "ordinal", values: [64, 96, 128] };
const integer: Axis = { name: "layers", kind: "integer", low: 2, high: 12, scale: "linear" };
const rate: Axis = { name: "rate", kind: "float", low: 1e-4, high: 1, scale: "log" };
const attention: Axis = { name: "attention", kind: "categorical", values: ["full", "linear", "none"] };
const window: Axis = {
  name: "window",
  kind: "integer",
  low: 1,
  high: 4,
  scale: "log",
  when: { axis: "attention", among: [1] },
};
const everyKind = [ordinal, integer, rate, attention, window];
const anything = { isTaken: () => false, violation: () => 0 };

describe("an axis", () => {
  it("places its values from 0 to 1 and finds them again", () => {
    for (const axis of everyKind) {
      if (axis.kind === "categorical") continue;
      for (const uniform of [0, 0.3, 0.5, 0.999]) {
        const value = drawnFrom(axis, uniform);
        const place = placeOf(axis, value);
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThanOrEqual(1);
        expect(valueFrom(axis, place)).toBeCloseTo(value, 12);
        expect(hasValue(axis, value)).toBe(true);
      }
    }
    expect(placeOf(rate, 1e-2)).toBeCloseTo(0.5, 12);
    expect(placeOf(window, 2)).toBeCloseTo(0.5, 12);
  });

  it("counts its values", () => {
    expect(everyKind.map(sizeOf)).toEqual([3, 11, Infinity, 3, 4]);
    expect(valueAt(integer, 3)).toBe(5);
    expect(rankOf(ordinal, 128)).toBe(2);
    expect(everyKind.map(widestGap)).toEqual([0.5, 0.1, 0, 1, 0.5]);
  });

  it("draws every discrete value as often as any other", () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 300; i++) {
      const value = drawnFrom(ordinal, (i + 0.5) / 300);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual([100, 100, 100]);
  });

  it("does not have what lies outside", () => {
    expect(hasValue(ordinal, 65)).toBe(false);
    expect(hasValue(integer, 2.5)).toBe(false);
    expect(hasValue(rate, 2)).toBe(false);
    expect(hasValue(attention, 3)).toBe(false);
  });
});

describe("a search space", () => {
  const space = searchSpace(everyKind);
  const discrete = searchSpace([ordinal, attention, window], ([hidden = 0, kind]) => hidden > 64 || kind !== 0);

  it("draws only what it has", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        for (const each of [space, discrete]) {
          const candidate = each.draw(createRandom(seed));
          expect(candidate && each.has(candidate)).toBe(true);
        }
      }),
    );
  });

  it("lists each candidate once: axes at rest tell none apart, and the predicate holds", () => {
    // full 3, linear 3 · 4, none 3, less the refused one of 64 with full attention.
    const keys = (discrete.all ?? []).map(candidateKey);
    expect(keys).toHaveLength(3 + 12 + 3 - 1);
    expect(new Set(keys).size).toBe(keys.length);
    expect((discrete.all ?? []).every((candidate) => discrete.has(candidate))).toBe(true);
    expect(space.all).toBeNull();
  });

  it("puts inactive axes to rest", () => {
    expect(discrete.settle([96, 0, 4])).toEqual(Float64Array.of(96, 0, 1));
    expect(discrete.settle([96, 1, 4])).toEqual(Float64Array.of(96, 1, 4));
    expect(discrete.settle([64, 0, 4])).toBeUndefined();
    expect(discrete.has(Float64Array.of(96, 0, 4))).toBe(false);
  });

  it("gives up drawing where the predicate refuses everything", () => {
    const nothing = searchSpace(everyKind, () => false);
    expect(nothing.draw(createRandom(1))).toBeUndefined();
    expect(candidatesOf(nothing, anything, createRandom(1)).candidates).toEqual([]);
  });

  it("has neighbours one or two values away, every other category, and nothing that is refused", () => {
    const around = neighbours(Float64Array.of(96, 0, 1), discrete);
    expect(new Set(around.map(candidateKey))).toEqual(new Set(["128 0 1", "96 1 1", "96 2 1"]));
    const pairs = pairNeighbours(Float64Array.of(96, 0, 1), discrete);
    expect(new Set(pairs.map(candidateKey))).toEqual(new Set(["128 1 1", "128 2 1", "64 1 1", "64 2 1"]));
  });

  it("crosses long axes in long steps too", () => {
    const long = searchSpace([{ name: "size", kind: "integer", low: 0, high: 999, scale: "linear" }]);
    const reached = neighbours(Float64Array.of(500), long).map(([value = 0]) => value - 500);
    expect(reached.sort((a, b) => a - b)).toEqual([-250, -63, -2, -1, 1, 2, 63, 250]);
  });

  it("finds the few candidates that meet a bound on a known metric", () => {
    const axes = Array.from({ length: 8 }, (_, index): Axis => ({ ...integer, name: `axis ${index}`, low: 0, high: 99 }));
    const large = searchSpace(axes);
    const violation = (candidate: Float64Array) => Math.max(0, candidate.reduce((sum, value) => sum + value, 0) - 12);
    const { candidates } = candidatesOf(large, { isTaken: () => false, violation }, createRandom(1));
    expect(candidates.length).toBeGreaterThan(0);
    expect(candidates.every((candidate) => violation(candidate) === 0)).toBe(true);
  });
});
