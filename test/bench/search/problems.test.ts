/** The test problems against values that can be derived, known optima, and hypervolumes that others measured. */
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { median } from "../../../src/base/statistics.ts";
import { sobolPoints } from "../../../src/search/quasi-random.ts";
import { sizeOf, valueFrom, type Candidate } from "../../../src/search/space/axes.ts";
import { hypervolume, type Point } from "../../../src/study/pareto.ts";
import { braninCurrin, braninCurrinNoisy, constrainedBraninCurrin } from "./problems/branin-currin.ts";
import { c2dtlz2, dtlz2M2, dtlz2M3 } from "./problems/dtlz2.ts";
import { problems } from "./problems/index.ts";
import { penicillin } from "./problems/penicillin.ts";
import { evaluateElsewhere, studentNas2, studentNas3, wellTrained } from "./problems/student-nas.ts";
import { students576 } from "./problems/students-576.ts";
import { vehicleSafety } from "./problems/vehicle-safety.ts";
import { zdt1, zdt2, zdt3 } from "./problems/zdt.ts";
import { hypervolumeOf, isFeasible, pointOf, type TestProblem } from "./test-problem.ts";

const at = (...values: readonly number[]): Candidate => Float64Array.from(values);
const steps = (count: number) => Array.from({ length: count + 1 }, (_, index) => index / count);

/** The first so many scrambled Sobol points. */
function sobolCandidates({ space }: TestProblem, count: number, seed: number): Candidate[] {
  const { axes } = space;
  const points = sobolPoints(count, axes.length, seed);
  return Array.from({ length: count }, (_, row) =>
    Float64Array.from(axes, (axis, index) => valueFrom(axis, points[row * axes.length + index] ?? 0)),
  );
}

/** The distinct non-dominated points of very many: in increasing order, whatever dominates a point comes before it. */
function frontOf(points: readonly Point[]): Point[] {
  const front: Point[] = [];
  const ordered = [...points].sort((a, b) => a.reduce((order, value, axis) => order || value - (b[axis] ?? 0), 0));
  for (const point of ordered) {
    const better = front.findIndex((other) => other.every((value, axis) => value <= (point[axis] ?? 0)));
    if (better < 0) front.push(point);
    // What is better than one point often is than the next: it is asked first.
    else front.unshift(...front.splice(better, 1));
  }
  return front;
}

describe.each(problems)("$name", (problem) => {
  it("has as many references as objectives, and a value for every metric of every candidate", () => {
    expect(problem.reference).toHaveLength(problem.metrics.filter(({ isObjective }) => isObjective).length);
    const random = createRandom(1);
    for (let draw = 0; draw < 20; draw++) {
      const candidate = problem.space.draw(random) ?? at();
      expect(problem.space.has(candidate)).toBe(true);
      const values = problem.evaluate(candidate);
      for (const { name, known } of problem.metrics) {
        expect(values[name]).toBeTypeOf("number");
        expect(values[name]).not.toBeNaN();
        if (known !== null) expect(known(candidate)).toBe(values[name]);
      }
    }
  });

  it("holds no more than its maximum, whatever is tried", () => {
    const random = createRandom(2);
    const drawn = Array.from({ length: 200 }, () => problem.space.draw(random) ?? at());
    const reached = hypervolumeOf(problem, drawn);
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThan(problem.maximum);
  });
});

describe("BraninCurrin", () => {
  it("has Branin's three minima, 0.397887, and Currin's corners", () => {
    for (const [u, v] of [[-Math.PI, 12.275], [Math.PI, 2.275], [9.42478, 2.475]] as const)
      expect(braninCurrin.evaluate(at((u + 5) / 15, v / 15))["branin"]).toBeCloseTo(0.397887, 4);
    // numerator over denominator is 60 / 20 at x0 = 0 and 6352 / 624 at x0 = 1; the factor is 1 at x1 = 0.
    expect(braninCurrin.evaluate(at(0, 0))["currin"]).toBeCloseTo(3, 12);
    expect(braninCurrin.evaluate(at(1, 1))["currin"]).toBeCloseTo((1 - Math.exp(-0.5)) * (6352 / 624), 12);
  });

  const grid = steps(300).flatMap((x0) => steps(300).map((x1) => at(x0, x1)));

  it("has a grid that comes close to the maximum and not above it", () => {
    const front = frontOf(grid.map((candidate) => pointOf(braninCurrin, braninCurrin.evaluate(candidate))));
    const reached = hypervolume(front, braninCurrin.reference);
    expect(reached).toBeGreaterThan(0.98 * braninCurrin.maximum);
    expect(reached).toBeLessThan(braninCurrin.maximum);
  });

  it("differs from its noisy variant in nothing but noise and budget", () => {
    expect(braninCurrinNoisy).toEqual({
      ...braninCurrin,
      name: "BraninCurrinNoisy",
      noise: { branin: 15.19, currin: 0.63 },
      budget: 60,
    });
  });

  it("allows the disc alone where it is constrained", () => {
    // The disc's centre and a point of its edge: 7.5 + √50 = 14.5711.
    expect(constrainedBraninCurrin.evaluate(at(0.5, 0.5))["slack"]).toBeCloseTo(50, 12);
    expect(constrainedBraninCurrin.evaluate(at(0.5, 14.5710678 / 15))["slack"]).toBeCloseTo(0, 5);
    const values = grid.map((candidate) => constrainedBraninCurrin.evaluate(candidate));
    const feasible = values.filter((value) => isFeasible(constrainedBraninCurrin, value));
    // π 50 of 15 × 15
    expect(feasible.length / grid.length).toBeCloseTo((Math.PI * 50) / 225, 2);
    const front = frontOf(feasible.map((value) => pointOf(constrainedBraninCurrin, value)));
    const reached = hypervolume(front, constrainedBraninCurrin.reference);
    expect(reached).toBeGreaterThan(0.99 * constrainedBraninCurrin.maximum);
    expect(reached).toBeLessThan(constrainedBraninCurrin.maximum);
  });
});

describe("ZDT", () => {
  it("is as its formula says", () => {
    // g = 1 + 9 · 0.5 = 5.5, r = 0.25 / 5.5 = 1 / 22
    const candidate = at(0.25, 0.5, 0.5, 0.5, 0.5, 0.5);
    expect(zdt1.evaluate(candidate)["f2"]).toBeCloseTo(5.5 * (1 - Math.sqrt(1 / 22)), 12);
    expect(zdt2.evaluate(candidate)["f2"]).toBeCloseTo(5.5 * (1 - 1 / 484), 12);
    // sin(2.5 π) = 1
    expect(zdt3.evaluate(candidate)["f2"]).toBeCloseTo(1 - Math.sqrt(1 / 22) - 1 / 22, 12);
  });

  it.each([zdt1, zdt2, zdt3])("has the front of $name where all but the first axis are 0", (problem) => {
    const front = frontOf(steps(4000).map((x) => pointOf(problem, problem.evaluate(at(x, 0, 0, 0, 0, 0)))));
    const reached = hypervolume(front, problem.reference);
    expect(reached).toBeGreaterThan(0.9999 * problem.maximum);
    expect(reached).toBeLessThanOrEqual(problem.maximum);
  });

  it("holds 110 for whoever knows one end of ZDT2's front", () => {
    expect(hypervolumeOf(zdt2, [at(0, 0, 0, 0, 0, 0)])).toBe(110);
  });
});

describe("DTLZ2", () => {
  it("has its front on the unit sphere, where the last axes are in the middle", () => {
    expect(pointOf(dtlz2M2, dtlz2M2.evaluate(at(1 / 3, 0.5, 0.5, 0.5, 0.5, 0.5)))[0]).toBeCloseTo(Math.sqrt(0.75), 12);
    const point = pointOf(dtlz2M3, dtlz2M3.evaluate(at(0.2, 0.7, 0.5, 0.5, 0.5, 0.5)));
    expect(Math.hypot(...point)).toBeCloseTo(1, 12);
    // f3 is the sine of the first angle; a half away on one axis makes 1 + g = 1.25.
    expect(point[2]).toBeCloseTo(Math.sin(0.1 * Math.PI), 12);
    expect(Math.hypot(...pointOf(dtlz2M3, dtlz2M3.evaluate(at(0.2, 0.7, 0, 0.5, 0.5, 0.5))))).toBeCloseTo(1.25, 12);
  });

  it("approaches its maximum, 1.21 - π / 4 and 1.331 - π / 6", () => {
    expect(dtlz2M2.maximum).toBeCloseTo(0.4246, 5);
    expect(dtlz2M3.maximum).toBeCloseTo(0.8074, 5);
    const arc = steps(2000).map((x) => pointOf(dtlz2M2, dtlz2M2.evaluate(at(x, 0.5, 0.5, 0.5, 0.5, 0.5))));
    expect(hypervolume(arc, dtlz2M2.reference) / dtlz2M2.maximum).toBeCloseTo(1, 2);
    const sphere = steps(20).flatMap((x) => steps(20).map((y) => at(x, y, 0.5, 0.5, 0.5, 0.5)));
    const reached = hypervolumeOf(dtlz2M3, sphere) / dtlz2M3.maximum;
    expect(reached).toBeGreaterThan(0.95);
    expect(reached).toBeLessThan(1);
  });

  it("allows the ends and the middle of its front where it is constrained, and 0.4 of hypervolume", () => {
    const slack = (x: number) => c2dtlz2.evaluate(at(x, 0.5, 0.5, 0.5))["slack"];
    expect(slack(0)).toBeCloseTo(0.04, 12);
    expect(slack(0.5)).toBeCloseTo(0.08, 12);
    expect(slack(0.2)).toBeLessThan(0);
    const reached = hypervolumeOf(c2dtlz2, steps(2000).map((x) => at(x, 0.5, 0.5, 0.5)));
    expect(reached).toBeCloseTo(c2dtlz2.maximum, 3);
  });
});

describe("VehicleSafety", () => {
  it("is the sum of its coefficients where all thicknesses are 1", () => {
    const values = vehicleSafety.evaluate(at(1, 1, 1, 1, 1));
    expect(values["mass"]).toBeCloseTo(1661.7078225, 7);
    expect(values["deceleration"]).toBeCloseTo(8.3046, 12);
    expect(values["intrusion"]).toBeCloseTo(0.0708, 12);
  });
});

describe("Penicillin", () => {
  it("stops after an hour where the glucose is eaten", () => {
    // 18 g/l of biomass need 0.25 g/l an hour to stay alive, more than there is.
    const values = penicillin.evaluate(at(120, 18, 300, 0.05, 0.01, 500, 5.5));
    expect(values["hours"]).toBe(1);
    expect(values["penicillin"]).toBeCloseTo(0.005 * (0.05 / (0.0002 + 0.05 + 0.025)) * 18, 12);
  });
});

describe("measured by others", () => {
  /** Medians of 20 runs of Sobol points (2 of Penicillin), given in the notes on search engines. */
  it.each([
    { problem: braninCurrin, count: 50, reached: 19.66, low: 0.36, high: 35.32 },
    { problem: constrainedBraninCurrin, count: 50, reached: 424.6, low: 390.4, high: 539.1 },
    { problem: zdt1, count: 60, reached: 102.9, low: 98.22, high: 112.2 },
    { problem: zdt2, count: 60, reached: 91.78, low: 83.26, high: 102.5 },
    { problem: zdt3, count: 60, reached: 116.8, low: 115.6, high: 121.3 },
    { problem: dtlz2M2, count: 60, reached: 0.1384, low: 0.0947, high: 0.1691 },
    { problem: dtlz2M3, count: 60, reached: 0.3021, low: 0.2558, high: 0.3468 },
    { problem: vehicleSafety, count: 60, reached: 167.3, low: 158.4, high: 175.7 },
    { problem: c2dtlz2, count: 60, reached: 0.2203, low: 0.1546, high: 0.2498 },
    { problem: penicillin, count: 60, reached: 1.6667e6, low: 1.6471e6, high: 1.6863e6 },
  ])("Sobol points of $problem.name reach about $reached", ({ problem, count, reached, low, high }) => {
    const runs = Array.from({ length: 21 }, (_, seed) => hypervolumeOf(problem, sobolCandidates(problem, count, seed)));
    expect(Math.abs(median(runs) - reached)).toBeLessThan((high - low) / 2);
  });
});

describe("StudentNAS-10", () => {
  it.each([
    { candidate: at(6, 384, 6, 4, 0, 1, 128, 8, -2.75, 0.75), error: 0.1777685848, latency: 3.4776, size: 13.83398438 },
    {
      candidate: at(12, 768, 12, 4, 1, 2, 512, 16, -3, 0.6),
      error: 0.1109697656,
      latency: 37.522656,
      size: 225.796875,
    },
    {
      candidate: at(2, 128, 2, 1, 2, 0, 64, 4, -2.3, 0.8),
      error: 0.5840199337,
      latency: 0.5802414035,
      size: 1.013183594,
    },
    { candidate: at(7, 320, 6, 2, 1, 1, 256, 8, -3, 0.5), error: 0.2166762466, latency: 2.396592, size: 11.84570312 },
  ])("gives a student its error $error, latency $latency and size $size", ({ candidate, error, latency, size }) => {
    const values = studentNas3.evaluate(candidate);
    expect(values["error"]).toBeCloseTo(error, 9);
    expect(10 ** (values["log10LatencyMs"] ?? 0)).toBeCloseTo(latency, 8);
    expect(10 ** (values["log10SizeMiB"] ?? 0)).toBeCloseTo(size, 6);
    expect(studentNas3.space.has(candidate)).toBe((candidate[1] ?? 0) % (candidate[2] ?? 0) === 0);
  });

  it("is slower and less certain elsewhere, in other proportions", () => {
    const candidate = Float64Array.of(6, 384, 6, 4, 0, 1, 128, 8, -2.75, 0.75);
    const { error = 0, log10LatencyMs = 0 } = evaluateElsewhere(candidate);
    expect(error).toBeCloseTo(0.04 + 0.8 * 0.1777685848, 9);
    // Of the 3.4776 ms, 0.3 + 0.12 · 6 are fixed; the heads are the ideal ones, so nothing is added to either.
    expect(10 ** log10LatencyMs).toBeCloseTo(2.5 * (1.02 + 3 * (3.4776 - 1.02)), 9);
  });

  it("has the maxima and the front of 658 over all students, each trained as well as it can be", () => {
    const grid = studentNas3.space.axes
      .slice(0, 8)
      .reduce<number[][]>(
        (rows, axis) =>
          rows.flatMap((row) =>
            Array.from({ length: sizeOf(axis) }, (_, rank) => [
              ...row,
              axis.kind === "ordinal" ? (axis.values[rank] ?? 0) : axis.kind === "integer" ? axis.low + rank : rank,
            ]),
          ),
        [[]],
      )
      .filter(([, hidden = 0, heads = 1]) => hidden % heads === 0);
    expect(grid).toHaveLength(194_832);
    const points = grid.map((row) => pointOf(studentNas3, studentNas3.evaluate(wellTrained(at(...row)))));
    const front = frontOf(points);
    expect(front).toHaveLength(658);
    expect(hypervolume(front, studentNas3.reference)).toBeCloseTo(studentNas3.maximum, 5);
    // Whatever is on the front of two objectives is, in its values, on that of three.
    const flat = frontOf(front.map((point) => point.slice(0, 2)));
    expect(hypervolume(flat, studentNas2.reference)).toBeCloseTo(studentNas2.maximum, 5);
  });
});

describe("Students-576", () => {
  it("counts what MobileBERT's encoder holds", () => {
    expect(students576.space.all).toHaveLength(576);
    // 24 layers, hidden 512, bottleneck 128, 4 heads, 4 feed-forward networks of 512
    expect(students576.evaluate(at(24, 512, 128, 4, 512, 4))["millionParameters"]).toBeCloseTo(24.58, 2);
    expect(students576.evaluate(at(24, 128, 64, 1, 384, 2))["millionParameters"]).toBeCloseTo(7.52, 2);
  });

  it("has as its maximum what all students together reach", () => {
    expect(hypervolumeOf(students576, students576.space.all ?? [])).toBeCloseTo(students576.maximum, 9);
  });
});
