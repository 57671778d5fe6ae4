import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import {
  dominates,
  hypervolume,
  isFeasible,
  latestDeviceKey,
  objectiveVector,
  paretoFront,
  paretoTrials,
  referencePoint,
} from "../../src/study/pareto.ts";
import type { Trial } from "../../src/study/study.ts";
import { device, studyWith, trialWith } from "../suites/studies.ts";

const pointsOf = (dimensions: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 8 }), { minLength: dimensions, maxLength: dimensions }), {
    maxLength: 10,
  });

/** Counts unit cells: exact for integer points. */
function cells(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const count = (axis: number, cell: readonly number[]): number => {
    if (axis === reference.length)
      return points.some((point) => point.every((value, i) => value <= (cell[i] ?? 0))) ? 1 : 0;
    let sum = 0;
    for (let value = 0; value < (reference[axis] ?? 0); value++) sum += count(axis + 1, [...cell, value]);
    return sum;
  };
  return count(0, []);
}

describe("dominance", () => {
  it("wants nothing worse and something better", () => {
    expect(dominates([1, 2], [1, 3])).toBe(true);
    expect(dominates([1, 2], [1, 2])).toBe(false);
    expect(dominates([1, 2], [0, 3])).toBe(false);
    // However little worse.
    expect(dominates([1, 2 + 1e-12], [2, 2])).toBe(false);
  });

  it("keeps the front, equal points included", () => {
    expect(
      paretoFront([
        [1, 3],
        [2, 2],
        [3, 3],
        [2, 2],
        [3, 1],
      ]),
    ).toEqual([
      [1, 3],
      [2, 2],
      [2, 2],
      [3, 1],
    ]);
  });
});

describe("hypervolume", () => {
  it("is right by hand", () => {
    expect(hypervolume([], [1, 1])).toBe(0);
    expect(hypervolume([[1]], [4])).toBe(3);
    expect(hypervolume([[3], [1], [5]], [4])).toBe(3);
    expect(
      hypervolume(
        [
          [1, 2],
          [2, 1],
        ],
        [3, 3],
      ),
    ).toBe(3);
    expect(
      hypervolume(
        [
          [1, 2],
          [2, 1],
          [2, 2],
          [4, 0],
        ],
        [3, 3],
      ),
    ).toBe(3);
    expect(
      hypervolume(
        [
          [0, 0, 1],
          [0, 1, 0],
          [1, 0, 0],
        ],
        [2, 2, 2],
      ),
    ).toBe(7);
    expect(hypervolume([[0, 0, 0, 0]], [1, 2, 3, 4])).toBe(24);
    expect(
      hypervolume(
        [
          [0, 0, 0, 1],
          [1, 0, 0, 0],
        ],
        [2, 1, 1, 2],
      ),
    ).toBe(3);
    expect(
      hypervolume(
        [
          [0, 0],
          [0, 0],
        ],
        [2, 2],
      ),
    ).toBe(4);
  });

  it.each([1, 2, 3, 4])("counts cells in %i dimensions", (dimensions) => {
    const reference = [7, 6, 5, 6].slice(0, dimensions);
    fc.assert(
      fc.property(pointsOf(dimensions), (points) => {
        expect(hypervolume(points, reference)).toBe(cells(points, reference));
      }),
      { numRuns: 40 },
    );
  });

  it.each([2, 3, 4])("approaches the volume above a sphere in %i dimensions, DTLZ2's front", (dimensions) => {
    // Volumes of the positive orthant of the unit ball.
    const ball = [0, 0, Math.PI / 4, Math.PI / 6, Math.PI ** 2 / 32][dimensions] ?? 0;
    const random = createRandom(1);
    const front = Array.from({ length: dimensions === 4 ? 60 : 150 }, () => {
      const direction = Array.from({ length: dimensions }, () => Math.abs(random.normal()));
      const length = Math.hypot(...direction);
      return direction.map((value) => value / length);
    });
    const volume = hypervolume(
      front,
      Array.from({ length: dimensions }, () => 1.1),
    );
    const most = 1.1 ** dimensions - ball;
    expect(volume).toBeLessThan(most);
    expect(volume).toBeGreaterThan(most * (dimensions === 4 ? 0.6 : 0.75));
  });

  it("agrees with Monte Carlo", () => {
    const random = createRandom(2);
    const points = Array.from({ length: 12 }, () => [random.uniform(), random.uniform(), random.uniform()]);
    let hits = 0;
    const draws = 40_000;
    for (let i = 0; i < draws; i++) {
      const cell = [random.uniform(), random.uniform(), random.uniform()];
      if (points.some((point) => point.every((value, axis) => value <= (cell[axis] ?? 0)))) hits++;
    }
    // Four standard errors.
    expect(Math.abs(hypervolume(points, [1, 1, 1]) - hits / draws)).toBeLessThan((4 * 0.5) / Math.sqrt(draws));
  });

  it("never shrinks with a point more", () => {
    fc.assert(
      fc.property(
        pointsOf(3),
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 3, maxLength: 3 }),
        (points, point) => {
          const reference = [8, 8, 8];
          expect(hypervolume([...points, point], reference)).toBeGreaterThanOrEqual(hypervolume(points, reference));
        },
      ),
    );
  });
});

describe("referencePoint", () => {
  it("lies a tenth of the front's range beyond its worst values", () => {
    // [9, 9] is dominated and must not matter.
    expect(
      referencePoint([
        [0, 10],
        [10, 0],
        [9, 9.5],
        [20, 20],
      ]),
    ).toEqual([11, 11]);
  });

  it("has an extent even where the front has none", () => {
    expect(referencePoint([[2, 5]])).toEqual([2.2, 5.5]);
    expect(referencePoint([[0, 0]])).toEqual([0.1, 0.1]);
    expect(
      referencePoint([
        [0, 0],
        [10, 20],
      ]),
    ).toEqual([1, 2]);
    expect(referencePoint([])).toEqual([]);
  });
});

describe("trials", () => {
  const objectives = [
    { metric: "mlmAccuracy", direction: "maximise" },
    { metric: "latencyMs", direction: "minimise" },
  ] as const;

  it("become vectors in which less is better", () => {
    expect(objectiveVector(trialWith({ mlmAccuracy: 0.4, latencyMs: 3 }), objectives)).toEqual([-0.4, 3]);
    expect(objectiveVector(trialWith({ mlmAccuracy: 0.4 }), objectives)).toBeNull();
    expect(objectiveVector(trialWith({}, { measurement: null }), objectives)).toBeNull();
  });

  it("meet constraints at the bound, and none unmeasured", () => {
    const trial = trialWith({ latencyMs: 3 });
    expect(isFeasible(trial, [{ metric: "latencyMs", bound: "atMost", value: 3 }])).toBe(true);
    expect(isFeasible(trial, [{ metric: "latencyMs", bound: "atLeast", value: 3.1 }])).toBe(false);
    expect(isFeasible(trial, [{ metric: "peakBytes", bound: "atMost", value: 1e9 }])).toBe(false);
    expect(isFeasible(trial, [])).toBe(true);
  });

  it("share a front only on one device, when complete, feasible and flash", () => {
    const other = { ...device, key: "another" };
    const good = { mlmAccuracy: 0.9, latencyMs: 1 };
    const study = studyWith(
      [
        trialWith({ mlmAccuracy: 0.5, latencyMs: 2 }, { id: 0, role: "baseline" }),
        trialWith({ mlmAccuracy: 0.4, latencyMs: 1.5 }, { id: 1 }),
        trialWith({ mlmAccuracy: 0.4, latencyMs: 2.5 }, { id: 2 }),
        trialWith(good, { id: 3, device: other }),
        trialWith(good, { id: 4, role: "regular", parent: 1 }),
        trialWith(good, { id: 5, state: "stopped" }),
        trialWith({ mlmAccuracy: 0.1, latencyMs: 1 }, { id: 6 }),
      ],
      { constraints: [{ metric: "mlmAccuracy", bound: "atLeast", value: 0.2 }] },
    );
    expect(paretoTrials(study, "cpu").map(({ id }) => id)).toEqual([0, 1]);
    expect(paretoTrials(study, "another").map(({ id }) => id)).toEqual([3]);
    expect(paretoTrials(study, "none")).toEqual([]);
  });

  it("judge a student that was tried again by the mean of its trials", () => {
    const [here, there] = [
      { ...trialWith({}).architecture, hiddenSize: 64 },
      { ...trialWith({}).architecture, hiddenSize: 128 },
    ];
    const lucky = trialWith({ mlmAccuracy: 0.6, latencyMs: 1 }, { id: 1, architecture: here });
    const steady = trialWith({ mlmAccuracy: 0.5, latencyMs: 1 }, { id: 2, architecture: there });
    const repeatOf = (mlmAccuracy: number) => trialWith({ mlmAccuracy, latencyMs: 1 }, { id: 3, architecture: here, origin: "repeat" });
    const frontOf = (...trials: Trial[]) => paretoTrials(studyWith(trials), "cpu").map(({ id }) => id);
    expect(frontOf(lucky, steady)).toEqual([1]);
    // (0.6 + 0.3) / 2 is less than 0.5, (0.6 + 0.5) / 2 is more.
    expect(frontOf(lucky, steady, repeatOf(0.3))).toEqual([2]);
    expect(frontOf(lucky, steady, repeatOf(0.5))).toEqual([1, 3]);
  });

  it("name the newest device", () => {
    const other = { ...device, key: "another" };
    const newest = trialWith({}, { id: 1, device: other, finishedAt: 9 });
    expect(latestDeviceKey(studyWith([newest, trialWith({}, { id: 2, finishedAt: 5 })]))).toBe("another");
    expect(latestDeviceKey(studyWith([trialWith({}, { role: "regular" })]))).toBeNull();
    expect(latestDeviceKey(studyWith([]))).toBeNull();
  });
});
