import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { frontChance } from "../../../src/search/acquisition/front-chance.ts";
import { frontVolume } from "../../../src/search/acquisition/improvement-score.ts";
import { ballOrthant, scalarisations } from "../../../src/search/acquisition/scalarisations.ts";
import { modelsOf } from "../../../src/search/models.ts";
import type { Metric, Problem, TriedCandidate } from "../../../src/search/problem.ts";
import { propose } from "../../../src/search/propose.ts";
import type { Candidate } from "../../../src/search/space/axes.ts";
import { searchSpace } from "../../../src/search/space/space.ts";
import { exactly } from "../../../src/study/measurement.ts";
import { hypervolume } from "../../../src/study/pareto.ts";

describe("random hypervolume scalarisations", () => {
  it("know the volume of a ball", () => {
    // π / 4 and (4 / 3) π / 8
    expect(ballOrthant(2)).toBeCloseTo(Math.PI / 4, 12);
    expect(ballOrthant(3)).toBeCloseTo(Math.PI / 6, 12);
    expect(ballOrthant(6)).toBeCloseTo(Math.PI ** 3 / 6 / 64, 12);
  });

  it("come near the hypervolume", () => {
    const random = createRandom(3);
    const reference = [1, 1, 1, 1, 1];
    const points = Array.from({ length: 12 }, () => reference.map(() => 0.8 * random.uniform()));
    expect(frontVolume(points, reference) / hypervolume(points, reference)).toBeCloseTo(1, 1);
    // Up to four objectives it is the hypervolume itself.
    const plane = points.map((point) => point.slice(0, 2));
    expect(frontVolume(plane, [1, 1])).toBe(hypervolume(plane, [1, 1]));
  });

  it("gain nothing by what is dominated or beyond the reference, and all of the volume at first", () => {
    const { reachedBy, gain, volume } = scalarisations([1, 1, 1, 1, 1]);
    const best = [0.2, 0.3, 0.4, 0.5, 0.6];
    const reached = reachedBy([best]);
    expect(gain(reached, [0.3, 0.3, 0.5, 0.5, 0.7])).toBe(0);
    expect(gain(reached, [0, 0, 0, 0, 1.1])).toBe(0);
    expect(gain(reachedBy([]), best)).toBeCloseTo(volume(reached), 15);
    expect(gain(reached, [0.1, 0.3, 0.4, 0.5, 0.6])).toBeGreaterThan(0);
  });
});

/** Each of five objectives is best at a place of its own in the plane of the first two axes. */
const corners = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
  [0.5, 0.5],
];
const names = corners.map((_, index) => `objective${index}`);
const metrics = names.map((name): Metric => ({ name, isObjective: true, sign: 1, logarithmic: false, bounds: [], known: null }));
const space = searchSpace(["x0", "x1", "x2"].map((name) => ({ name, kind: "float", low: 0, high: 1, scale: "linear" })));
/** The third axis is the distance from the front. */
const valuesAt = ([x = 0, y = 0, away = 0]: Candidate) =>
  corners.map(([a = 0, b = 0]) => Math.hypot(x - a, y - b) + away);
const trialAt = (candidate: Candidate): TriedCandidate => ({
  candidate,
  state: "complete",
  readings: Object.fromEntries(valuesAt(candidate).map((value, index) => [names[index] ?? "", exactly(value)])),
});
const problemOf = (tried: readonly TriedCandidate[]): Problem => ({
  space,
  metrics,
  features: [],
  tried,
  expectedTrials: 20,
  reference: null,
});

describe("five objectives", () => {
  const random = createRandom(8);
  const tried = Array.from({ length: 12 }, () => trialAt(Float64Array.from({ length: 3 }, () => random.uniform())));

  it("are improved on all at once", () => {
    const proposals = propose(problemOf(tried), 3, 1);
    expect(proposals.map(({ origin }) => origin)).toEqual(["model", "model", "model"]);
    // Whatever the trade-off, nobody wants to be away from the front.
    for (const { candidate } of proposals) expect(candidate[2]).toBeLessThan(0.1);
  });

  it("leave a front to be on or not", () => {
    const situation = modelsOf(problemOf(tried), 1).situation([], 0);
    const chances = frontChance(situation)([Float64Array.of(0.5, 0.5, 0), Float64Array.of(0.5, 0.5, 1)]);
    expect(chances[0]).toBeGreaterThan(0.9);
    expect(chances[1]).toBeLessThan(0.05);
  });
});
