import { describe, expect, it } from "vitest";
import { mean } from "../../../src/base/statistics.ts";
import { drawnFronts } from "../../../src/search/acquisition/situation.ts";
import { modelsOf } from "../../../src/search/models.ts";
import type { Metric, Problem } from "../../../src/search/problem.ts";
import { searchSpace } from "../../../src/search/space/space.ts";
import { exactly, type Estimate } from "../../../src/study/measurement.ts";

const objective = (name: string): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: [],
  known: null,
});

/** Ten trials on a line, one objective rising and one falling. */
function situationWith(estimate: (value: number) => Estimate, running: readonly number[] = []) {
  const xs = Array.from({ length: 10 }, (_, index) => index / 10);
  const problem: Problem = {
    space: searchSpace([{ name: "x", kind: "float", low: 0, high: 1, scale: "linear" }]),
    metrics: [objective("rising"), objective("falling")],
    features: [],
    tried: xs.map((x) => ({
      candidate: Float64Array.of(x),
      state: "complete",
      readings: { rising: estimate(x * x), falling: estimate(1 - x) },
    })),
    expectedTrials: 40,
    reference: [2, 2],
  };
  return modelsOf(problem, 1).situation(
    running.map((x) => Float64Array.of(x)),
    0,
  );
}

describe("a situation", () => {
  it("is drawn once where everything is known exactly, with the values that were seen", () => {
    const situation = situationWith(exactly);
    const { fronts, rows } = drawnFronts(situation);
    expect(situation.drawCount).toBe(1);
    expect(rows).toEqual([]);
    expect(fronts).toHaveLength(1);
    const scale = situation.weighed[0]?.outcome.scale;
    // Both objectives trade off everywhere: all ten are on the front, the first at 0² in its own units.
    expect(fronts[0]).toHaveLength(10);
    expect(fronts[0]?.[0]?.[0]).toBeCloseTo((0 - (scale?.centre ?? 0)) / (scale?.spread ?? 0), 4);
  });

  it("is drawn many times where trials are noisy or not finished", () => {
    const noisy = situationWith((value) => ({ value, low: value - 0.1, high: value + 0.1, samples: 5 }));
    expect(noisy.drawCount).toBe(32);
    const unfinished = situationWith(exactly, [0.55]);
    expect(unfinished.drawCount).toBe(32);
    expect(drawnFronts(unfinished).rows).toContain(10);
  });

  it("believes in each draw where it is conditioned on it, and elsewhere in what the trials say on average", () => {
    const situation = situationWith((value) => ({ value, low: value - 0.1, high: value + 0.1, samples: 5 }));
    const belief = situation.weighed[0]?.belief;
    if (belief === undefined) throw new Error("no objective");
    const believed = belief.conditioned([3, 7])([Float64Array.of(0.3), Float64Array.of(0.7), Float64Array.of(0.55)]);
    const drawn = (draw: number, row: number) => belief.draws[draw * 10 + row] ?? NaN;
    for (let draw = 0; draw < situation.drawCount; draw++) {
      expect(believed.mean(0, draw)).toBeCloseTo(drawn(draw, 3), 3);
      expect(believed.mean(1, draw)).toBeCloseTo(drawn(draw, 7), 3);
    }
    expect(believed.deviation[0]).toBeLessThan(1e-3);
    const free = belief.conditioned([])([Float64Array.of(0.55)]);
    expect(believed.deviation[2]).toBeLessThan(free.deviation[0] ?? NaN);
    const draws = Array.from({ length: situation.drawCount }, (_, draw) => believed.mean(2, draw));
    expect(Math.abs(mean(draws) - free.mean(0, 0))).toBeLessThan(0.1 * (free.deviation[0] ?? NaN));
  });
});
