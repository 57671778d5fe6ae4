import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nondominatedBoxes, type Box } from "../../../src/search/acquisition/boxes.ts";
import { hypervolume } from "../../../src/study/pareto.ts";

const pointsOf = (dimensions: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: dimensions, maxLength: dimensions }), {
    maxLength: 9,
  });

const holds = ({ lower, upper }: Box, y: readonly number[]) =>
  y.every((value, j) => value >= (lower[j] ?? 0) && value < (upper[j] ?? 0));

/** Volume of the box above the ideal point 0. */
const volume = ({ lower, upper }: Box) =>
  upper.reduce((product, high, j) => product * Math.max(0, high - Math.max(0, lower[j] ?? 0)), 1);

describe("the boxes", () => {
  it("are a staircase of two objectives", () => {
    expect(
      nondominatedBoxes(
        [
          [1, 2],
          [2, 1],
        ],
        [3, 3],
      ),
    ).toEqual(
      expect.arrayContaining([
        { lower: [-Infinity, 2], upper: [1, 3] },
        { lower: [-Infinity, 1], upper: [2, 2] },
        { lower: [-Infinity, -Infinity], upper: [3, 1] },
      ]),
    );
  });

  it("are one half-line of one objective", () => {
    expect(nondominatedBoxes([[2], [1], [4]], [3])).toEqual([{ lower: [-Infinity], upper: [1] }]);
  });

  it("are everything below the reference where there is no point", () => {
    expect(nondominatedBoxes([], [3, 4, 5])).toEqual([{ lower: [-Infinity, -Infinity, -Infinity], upper: [3, 4, 5] }]);
  });

  it("are few: 2n + 1 of n points in general position and three objectives", () => {
    const front = [
      [1, 5, 3],
      [2, 3, 4],
      [3, 4, 1],
      [4, 1, 5],
      [5, 2, 2],
    ];
    expect(nondominatedBoxes(front, [6, 6, 6])).toHaveLength(11);
  });

  it.each([1, 2, 3, 4])("hold every point that is not dominated exactly once in %i dimensions", (dimensions) => {
    const reference = [7, 7, 7, 7].slice(0, dimensions);
    const probe = fc.array(fc.integer({ min: -2, max: 13 }), { minLength: dimensions, maxLength: dimensions });
    fc.assert(
      fc.property(pointsOf(dimensions), fc.array(probe, { minLength: 10, maxLength: 10 }), (points, probes) => {
        const boxes = nondominatedBoxes(points, reference);
        for (const halves of probes) {
          const y = halves.map((value) => value / 2);
          const inside = y.every((value, j) => value < (reference[j] ?? 0));
          const dominated = points.some((point) => point.every((value, j) => value <= (y[j] ?? 0)));
          expect(boxes.filter((box) => holds(box, y)).length).toBe(inside && !dominated ? 1 : 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([2, 3, 4])("and the hypervolume fill the box below the reference in %i dimensions", (dimensions) => {
    const reference = [7, 7, 7, 7].slice(0, dimensions);
    fc.assert(
      fc.property(pointsOf(dimensions), (points) => {
        const open = nondominatedBoxes(points, reference).reduce((sum, box) => sum + volume(box), 0);
        expect(open + hypervolume(points, reference)).toBeCloseTo(7 ** dimensions, 6);
      }),
      { numRuns: 60 },
    );
  });
});
