import { describe, expect, it } from "vitest";
import { mostOpen } from "../../../src/search/acquisition/repeat.ts";
import { drawnFronts } from "../../../src/search/acquisition/situation.ts";
import { modelsOf } from "../../../src/search/models.ts";
import type { Metric, Problem, TriedCandidate } from "../../../src/search/problem.ts";
import { propose } from "../../../src/search/propose.ts";
import { candidateKey } from "../../../src/search/space/axes.ts";
import { searchSpace } from "../../../src/search/space/space.ts";
import type { Estimate } from "../../../src/study/measurement.ts";

const error: Metric = { name: "error", isObjective: true, sign: 1, logarithmic: false, bounds: [], known: null };
const space = searchSpace([{ name: "x", kind: "ordinal", values: Array.from({ length: 40 }, (_, x) => x) }]);

const measured = (value: number, deviation: number): Estimate => ({
  value,
  low: value - 1.96 * deviation,
  high: value + 1.96 * deviation,
  samples: deviation > 0 ? 5 : 0,
});

const trial = (x: number, value: number, deviation: number): TriedCandidate => ({
  candidate: Float64Array.of(x),
  state: "complete",
  readings: { error: measured(value, deviation) },
});

/** A valley whose bottom is at 12 and 13, measured with a deviation. */
const valley = (deviation: number) =>
  [0, 3, 6, 9, 12, 13, 18, 24, 30, 36].map((x) => trial(x, ((x - 12.5) / 10) ** 2, deviation));

const problemOf = (tried: readonly TriedCandidate[], repeats?: boolean): Problem => ({
  space,
  metrics: [error],
  features: [],
  tried,
  expectedTrials: 20,
  reference: null,
  ...(repeats !== undefined && { repeats }),
});

const situationOf = (tried: readonly TriedCandidate[]) => modelsOf(problemOf(tried), 1).situation([], 0);

describe("what to try again", () => {
  it("is one of those that noise cannot tell apart", () => {
    const situation = situationOf(valley(0.02));
    const row = mostOpen(situation, () => 1);
    // Rows 4 and 5: the two at the bottom.
    expect([4, 5]).toContain(row);
    const { chanceOf } = drawnFronts(situation);
    expect(chanceOf(4) + chanceOf(5)).toBeGreaterThan(0.9);
  });

  it("is nothing that was tried three times, and nothing that is settled", () => {
    expect(mostOpen(situationOf(valley(0.02)), () => 3)).toBeUndefined();
    const lone = valley(0.02).filter((_, row) => row !== 5);
    expect(mostOpen(situationOf(lone), () => 1)).toBeUndefined();
    expect(mostOpen(situationOf(valley(0)), () => 1)).toBeUndefined();
  });
});

describe("proposals", () => {
  const proposedWith = (tried: readonly TriedCandidate[], repeats?: boolean) =>
    Array.from({ length: 16 }, (_, seed) => propose(problemOf(tried, repeats), 1, seed)[0]);
  const keys = new Set(valley(0).map(({ candidate }) => candidateKey(candidate)));
  const isOld = (proposal: ReturnType<typeof propose>[number] | undefined) =>
    proposal !== undefined && keys.has(candidateKey(proposal.candidate));

  it("repeat what was tried only where that is asked for and something is open", () => {
    const again = proposedWith(valley(0.02), true).filter(isOld);
    expect(again.length).toBeGreaterThan(0);
    expect(again.length).toBeLessThan(10);
    expect(again.every((proposal) => proposal?.origin === "repeat")).toBe(true);
    expect(proposedWith(valley(0.02)).filter(isOld)).toEqual([]);
    expect(proposedWith(valley(0), true).filter(isOld)).toEqual([]);
  });

  it("count what is in training, and what the same batch repeats", () => {
    const running = [12, 12, 13, 13].map((x): TriedCandidate => ({ ...trial(x, 0, 0), state: "running", readings: {} }));
    expect(proposedWith([...valley(0.02), ...running], true).filter(isOld)).toEqual([]);
    const batch = propose(problemOf(valley(0.02), true), 24, 1).filter(isOld);
    expect(batch.length).toBeGreaterThan(0);
    for (const key of keys)
      expect(batch.filter(({ candidate }) => candidateKey(candidate) === key).length).toBeLessThanOrEqual(2);
  });
});
