import { describe, expect, it } from "vitest";
import { kendallTau } from "../../kendall-tau.ts";
import { students576 } from "../problems/students-576.ts";
import { lossAt } from "./learning-curves.ts";
import { earlyStoppingRows, type EarlyStoppingRun } from "./rows.ts";
import { foundHypervolume, lostFromFront, savedShare, simulate, type SimulatedTrial } from "./study.ts";

describe("kendallTau", () => {
  it("counts pairs in the same order less those in the other", () => {
    expect(kendallTau([1, 2, 3, 4], [10, 20, 30, 40])).toBe(1);
    expect(kendallTau([1, 2, 3], [3, 2, 1])).toBe(-1);
    // Of six pairs one is turned round.
    expect(kendallTau([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(4 / 6, 12);
  });
});

describe("simulated learning curves", () => {
  const pupil = { candidate: Float64Array.of(24, 128, 64, 1, 384, 2), error: 0.3, size: 0.5 };
  it("fall to the student's error, the same each time", () => {
    const losses = [0.05, 0.2, 0.5, 1].map((share) => lossAt(share, pupil, 3));
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    // Nothing is left of the power law; the noise of a window is 0.05.
    expect(Math.abs((losses[3] ?? 0) - 0.3)).toBeLessThan(0.2);
    expect(lossAt(0.2, pupil, 3)).toBe(losses[1]);
  });
});

const trial = (error: number, millionParameters: number, stoppedAt: number | null): SimulatedTrial => {
  const candidate = Float64Array.of(24, 128, 64, 1, 384, 2);
  const exactly = (value: number) => ({ value, low: value, high: value, samples: 0 });
  const readings = { error: exactly(error), millionParameters: exactly(millionParameters) };
  return { pupil: { candidate, error, size: 0 }, whole: { candidate, state: "complete", readings }, stoppedAt, cost: stoppedAt ?? 1 };
};

describe("what early stopping loses and saves", () => {
  it("is told by how the trials would have ended", () => {
    const trials = [trial(0.3, 10, null), trial(0.2, 20, 0.5), trial(0.4, 30, 0.2), trial(0.5, 5, null)];
    expect(lostFromFront(students576, trials)).toEqual({ front: 3, lost: 1 });
    expect(savedShare(trials)).toBeCloseTo((0.5 + 0.8) / 4, 12);
  });

  it("leaves what was given up out of what was found", () => {
    const [kept, dropped] = [trial(0.3, 10, null), trial(0.3, 10, 0.5)];
    expect(foundHypervolume(students576, [kept])).toBeGreaterThan(0);
    expect(foundHypervolume(students576, [dropped])).toBe(0);
  });

  it("spends its budget, and no more", () => {
    const trials = simulate({ problem: students576, seed: 1, rungs: [0.2], budget: 9 });
    const spent = trials.reduce((sum, { cost }) => sum + cost, 0);
    expect(spent).toBeLessThanOrEqual(9);
    expect(trials.every(({ stoppedAt, cost }) => cost === 1 || (stoppedAt === 0.2 && cost < 0.5))).toBe(true);
  });

  it("is compared over all seeds", () => {
    const run = (seed: number, lost: number): EarlyStoppingRun => {
      return { problem: "Students-576", seed, front: 20, lost, saved: 0.1, hypervolume: 0.9, without: 0.91 };
    };
    const holding = (runs: EarlyStoppingRun[]) => earlyStoppingRows(runs).slice(0, 3).map(({ ours, holds }) => [ours, holds]);
    expect(holding([run(0, 0), run(1, 1)])).toEqual([[1 / 40, true], [0.1, true], [0.9, false]]);
    expect(holding([run(0, 1), run(1, 1)])[0]).toEqual([0.05, false]);
  });
});
