import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { maximise } from "../../../src/search/acquisition/maximise.ts";
import type { Score } from "../../../src/search/acquisition/situation.ts";
import { candidateKey, type Axis, type Candidate } from "../../../src/search/space/axes.ts";
import { candidatesOf } from "../../../src/search/space/candidates.ts";
import { searchSpace } from "../../../src/search/space/space.ts";

const continuous = (name: string): Axis => ({ name, kind: "float", low: -1, high: 3, scale: "linear" });
const scoreBy =
  (worth: (candidate: Candidate) => number): Score =>
  (candidates) =>
    Float64Array.from(candidates, worth);
const anything = { isTaken: () => false, violation: () => 0 };

describe("the best candidate", () => {
  it("is climbed to on continuous axes, far closer than samples lie", () => {
    const space = searchSpace(["x", "y", "z"].map(continuous));
    const peak = [0.123, 2.5, -0.7];
    const score = scoreBy((candidate) => -50 * candidate.reduce((sum, v, k) => sum + (v - (peak[k] ?? 0)) ** 2, 0));
    const best = maximise({ score, space, eligibility: anything, isBounded: false }, candidatesOf(space, anything, createRandom(1)), []);
    best?.forEach((value, axis) => expect(value).toBeCloseTo(peak[axis] ?? NaN, 2));
  });

  it("stays inside, where the slope leads out", () => {
    const space = searchSpace(["x", "y"].map(continuous));
    const score = scoreBy(([x = 0, y = 0]) => 5 * x - y);
    const best = maximise({ score, space, eligibility: anything, isBounded: false }, candidatesOf(space, anything, createRandom(2)), []);
    expect(best).toEqual(Float64Array.of(3, -1));
  });

  it("is stepped to through a space too large to list, two axes at a time where one alone leads nowhere", () => {
    const axes = Array.from({ length: 6 }, (_, k): Axis => ({ name: `n${k}`, kind: "integer", low: 0, high: 40, scale: "linear" }));
    // Only even sums are allowed: no single step of one is.
    const space = searchSpace(axes, (candidate) => candidate.reduce((sum, value) => sum + value, 0) % 2 === 0);
    const goal = Float64Array.of(7, 31, 2, 18, 25, 11);
    const score = scoreBy((candidate) => -candidate.reduce((sum, v, k) => sum + Math.abs(v - (goal[k] ?? 0)), 0));
    const best = maximise({ score, space, eligibility: anything, isBounded: false }, candidatesOf(space, anything, createRandom(3)), []);
    expect(best && candidateKey(best)).toBe(candidateKey(goal));
  });

  it("is never one that is taken, nor one worth nothing", () => {
    const space = searchSpace([{ name: "n", kind: "integer", low: 0, high: 9, scale: "linear" }]);
    const eligibility = { isTaken: ([n = 0]: Candidate) => n === 9, violation: () => 0 };
    const pool = () => candidatesOf(space, eligibility, createRandom(4));
    const score = scoreBy(([n = 0]) => n);
    expect(maximise({ score, space, eligibility, isBounded: false }, pool(), [])?.[0]).toBe(8);
    const nothing = scoreBy(() => Number.NEGATIVE_INFINITY);
    expect(maximise({ score: nothing, space, eligibility, isBounded: false }, pool(), [])).toBeUndefined();
  });
});
