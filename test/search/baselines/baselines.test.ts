/** What every baseline keeps, and what is particular to each. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median } from "../../../src/base/statistics.ts";
import { evolution } from "../../../src/search/baselines/evolution.ts";
import { grid } from "../../../src/search/baselines/grid.ts";
import { baselines } from "../../../src/search/baselines/index.ts";
import { nsga2 } from "../../../src/search/baselines/nsga2.ts";
import { random } from "../../../src/search/baselines/random.ts";
import { sobol } from "../../../src/search/baselines/sobol.ts";
import type { Searcher, TriedCandidate } from "../../../src/search/problem.ts";
import { candidateKey, type Candidate } from "../../../src/search/space/axes.ts";
import { searchSpace } from "../../../src/search/space/space.ts";
import { exactly } from "../../../src/study/measurement.ts";
import { braninCurrin } from "../../bench/search/problems/branin-currin.ts";
import { c2dtlz2 } from "../../bench/search/problems/dtlz2.ts";
import { zdt1 } from "../../bench/search/problems/zdt.ts";
import { hypervolumeOf, isFeasible, type TestProblem } from "../../bench/search/test-problem.ts";
import { problemWith, trialOf } from "../../bench/search/trace.ts";
import { discreteSpace, metric, mixedSpace, problemOf, runOf, spaces, triedBy } from "./problems.ts";

const keysOf = (candidates: Iterable<{ readonly candidate: Candidate }>) =>
  [...candidates].map(({ candidate }) => candidateKey(candidate));

describe.each(Object.entries<Searcher>(baselines))("%s", (_, search) => {
  describe.each(spaces)("in %s", (_, space) => {
    const states = fc.array(fc.constantFrom<TriedCandidate["state"][]>("complete", "running", "failed", "stopped"), {
      maxLength: 30,
    });

    it("proposes what is allowed and was not tried, whatever was tried, the same each time", () => {
      fc.assert(
        fc.property(states, fc.integer({ min: 1, max: 8 }), fc.nat(1000), (given, count, seed) => {
          const tried = random(problemOf(space), given.length, seed).map(({ candidate }, index) =>
            triedBy(candidate, given[index] ?? "complete", seed),
          );
          const problem = problemOf(space, tried);
          const proposals = search(problem, count, seed);
          expect(proposals.length).toBeLessThanOrEqual(count);
          for (const { candidate } of proposals) expect(space.has(candidate)).toBe(true);
          const keys = keysOf([...tried, ...proposals]);
          expect(new Set(keys).size).toBe(keys.length);
          expect(search(problem, count, seed)).toEqual(proposals);
        }),
        { numRuns: 25, seed: 7 },
      );
    });

    it("finds something from nothing, and after nothing but failures", () => {
      expect(search(problemOf(space), 1, 3)).toHaveLength(1);
      const failed = runOf(search, problemOf(space), 12, (candidate) => triedBy(candidate, "failed", 1));
      expect(failed.length).toBe(Math.min(12, space.all?.length ?? 12));
    });
  });

  it("proposes every candidate of a small space, then nothing", () => {
    const all = discreteSpace.all ?? [];
    expect(all).toHaveLength(40);
    const tried = runOf(search, problemOf(discreteSpace), 100, (candidate) => triedBy(candidate, "complete", 1));
    expect(new Set(keysOf(tried))).toEqual(new Set(all.map(candidateKey)));
    expect(search(problemOf(discreteSpace, tried), 3, 1)).toEqual([]);
    expect(search(problemOf(discreteSpace), 100, 1)).toHaveLength(40);
  });

  it("differs from seed to seed", () => {
    const keys = [1, 2, 3].map((seed) => keysOf(search(problemOf(mixedSpace), 5, seed)).join(", "));
    expect(new Set(keys).size).toBe(3);
  });

  it("finds nothing where nothing is allowed", () => {
    expect(search(problemOf(searchSpace(mixedSpace.axes, () => false)), 2, 1)).toEqual([]);
  });
});

const candidatesOf = (search: Searcher, problem: TestProblem, trials: number, seed: number) =>
  runOf(search, problemWith(problem, []), trials, (candidate) => trialOf(problem, candidate, seed), seed).map(
    ({ candidate }) => candidate,
  );

const medianReached = (search: Searcher, problem: TestProblem, trials: number) =>
  median([1, 2, 3, 4, 5].map((seed) => hypervolumeOf(problem, candidatesOf(search, problem, trials, seed))));

describe("random", () => {
  it("takes every value of an axis as often as any other", () => {
    const space = searchSpace([
      { name: "size", kind: "ordinal", values: [1, 2, 1000] },
      { name: "rate", kind: "float", low: 0, high: 1, scale: "linear" },
    ]);
    const drawn = random(problemOf(space), 3000, 1);
    for (const value of [1, 2, 1000]) {
      const count = drawn.filter(({ candidate }) => candidate[0] === value).length;
      // Three standard deviations of a binomial: √(3000 · ⅓ · ⅔) is 26.
      expect(Math.abs(count - 1000)).toBeLessThan(78);
    }
  });
});

describe("sobol", () => {
  it("has one point of each eighth among the first eight, on every axis", () => {
    const { space } = braninCurrin;
    const points = sobol(problemOf(space), 8, 5);
    for (const axis of [0, 1]) {
      const eighths = points.map(({ candidate }) => Math.floor(8 * (candidate[axis] ?? 0)));
      expect([...eighths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    }
  });

  it("goes on where it was", () => {
    const whole = sobol(problemOf(mixedSpace), 12, 5);
    const first = whole.slice(0, 5).map(({ candidate }) => triedBy(candidate, "complete", 1));
    expect(sobol(problemOf(mixedSpace, first), 7, 5)).toEqual(whole.slice(5));
  });
});

describe("grid", () => {
  it("is as fine as the budget has trials for, then finer", () => {
    const { space } = braninCurrin;
    const valuesOf = (count: number) =>
      new Set(grid(problemOf(space, [], { expectedTrials: 30 }), count, 1).map(({ candidate }) => candidate[0]));
    // 5 × 5 of 30
    expect([...valuesOf(25)].sort()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    // 9 × 9, without those of before
    expect(valuesOf(81).size).toBe(9);
  });

  it("does not need a budget", () => {
    expect(grid(problemOf(mixedSpace, [], { expectedTrials: Infinity }), 50, 1)).toHaveLength(50);
  });
});

describe("nsga2", () => {
  it("beats chance on ZDT1", () => {
    expect(medianReached(nsga2, zdt1, 200)).toBeGreaterThan(medianReached(random, zdt1, 200) + 4);
  });

  it("learns where a bound is met", () => {
    const isGood = (candidate: Candidate) => isFeasible(c2dtlz2, c2dtlz2.evaluate(candidate));
    const feasibleOf = (search: Searcher) =>
      median([1, 2, 3, 4, 5].map((seed) => candidatesOf(search, c2dtlz2, 120, seed).slice(40).filter(isGood).length));
    expect(feasibleOf(nsga2)).toBeGreaterThan(1.2 * feasibleOf(random));
  });

  it("has a first generation by chance, and the next one of its survivors", () => {
    const space = searchSpace([{ name: "x", kind: "float", low: 0, high: 1, scale: "linear" }]);
    const problem = { ...problemOf(space), metrics: [metric("x")] };
    const tried = runOf(nsga2, problem, 60, (candidate) => ({
      candidate,
      state: "complete",
      readings: { x: exactly(candidate[0] ?? 0) },
    }));
    const mean = (from: number, to: number) =>
      tried.slice(from, to).reduce((sum, { candidate }) => sum + (candidate[0] ?? 0), 0) / (to - from);
    expect(mean(0, 20)).toBeGreaterThan(0.3);
    expect(mean(20, 40)).toBeLessThan(mean(0, 20));
    expect(mean(40, 60)).toBeLessThan(0.1);
  });
});

describe("evolution", () => {
  it("changes one value of a parent among the youngest", () => {
    const axes = ["a", "b", "c", "d"].map((name) => ({
      name,
      kind: "integer" as const,
      low: 0,
      high: 30,
      scale: "linear" as const,
    }));
    const tried = runOf(evolution, problemOf(searchSpace(axes)), 60, (candidate) =>
      triedBy(candidate, "complete", 1),
    );
    tried.slice(20).forEach(({ candidate }, index) => {
      const changes = tried
        .slice(index, index + 20)
        .map((other) => candidate.filter((value, axis) => value !== other.candidate[axis]).length);
      expect(Math.min(...changes)).toBe(1);
    });
  });

  it("beats chance on ZDT1", () => {
    expect(medianReached(evolution, zdt1, 200)).toBeGreaterThan(medianReached(random, zdt1, 200) + 4);
  });
});
