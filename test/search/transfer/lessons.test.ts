import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { featureTrend } from "../../../src/search/surrogate/feature-trend.ts";
import { around, condition, fit, meanAt, predict, type GaussianProcess } from "../../../src/search/surrogate/gaussian-process.ts";
import { matern } from "../../../src/search/surrogate/kernel.ts";
import type { TrainingData } from "../../../src/search/surrogate/marginal-likelihood.ts";
import { noiseOfExactValues } from "../../../src/search/surrogate/priors.ts";
import { leaveOneOut, learnFrom, lineThrough } from "../../../src/search/transfer/lessons.ts";
import { kernelValue } from "../surrogate/kernel-value.ts";

/** On [0, 1]² with distinct places: a low-discrepancy sequence of the golden ratio's two-dimensional sister. */
const inputsOf = (count: number, start = 0) =>
  Float64Array.from({ length: 2 * count }, (_, i) => (((i >> 1) + start + 1) * (i % 2 === 0 ? 0.7549 : 0.5698)) % 1);

const dataOf = (inputs: Float64Array, f: (x: number, y: number) => number): TrainingData => ({
  inputs,
  count: inputs.length / 2,
  columns: 2,
  scaleOf: [0, 1],
  targets: Float64Array.from({ length: inputs.length / 2 }, (_, i) => f(inputs[2 * i] ?? 0, inputs[2 * i + 1] ?? 0)),
  variances: new Float64Array(inputs.length / 2),
  noise: noiseOfExactValues,
});

/** Mean 0 and about one standard deviation over the square. */
const wave = (x: number, y: number) => 1.4 * Math.sin(6 * x) * Math.cos(4 * y) + y - 0.5;
const source = { name: "laptop", process: fit(dataOf(inputsOf(60), wave), createRandom(1)) };

const rootMeanSquare = (process: GaussianProcess, f: (x: number, y: number) => number) => {
  const there = dataOf(inputsOf(200, 500), f);
  const means = predict(process, there).mean;
  return Math.sqrt(means.reduce((sum, mean, i) => sum + (mean - (there.targets[i] ?? 0)) ** 2, 0) / 200);
};
const aloneOn = (data: TrainingData) => fit(data, createRandom(2));

describe("the line through a source's means", () => {
  it("is drawn towards slope 1 as by one trial, and never falls", () => {
    const means = Float64Array.of(-1, 0, 1);
    // Σ m² = 2: b = (1 + 2 · 2) / (1 + 2).
    expect(lineThrough(means, means.map((m) => 3 + 2 * m))).toEqual({ a: 3, b: 5 / 3 });
    expect(lineThrough(means, means.map((m) => 1 - 2 * m))).toEqual({ a: 1, b: 0 });
    // Means around 2: the line passes through both averages.
    const { a, b } = lineThrough(means.map((m) => m + 2), means.map((m) => 3 + 2 * m));
    expect(a + 2 * b).toBeCloseTo(3, 12);
  });
});

describe("the leave-one-out density", () => {
  it("is that of two points, each given the other", () => {
    const data = { ...dataOf(Float64Array.of(0, 0, 1, 0), () => 0), targets: Float64Array.of(0.3, -0.8) };
    const process = condition(data, { kernel: matern, lengthScales: Float64Array.of(1, 1), noise: 0.1 });
    const k = kernelValue(matern, 1);
    const variance = 1.1 - k ** 2 / 1.1;
    const log = (y: number, other: number) =>
      -0.5 * (Math.log(2 * Math.PI * variance) + (y - (k / 1.1) * other) ** 2 / variance);
    const { density, room } = leaveOneOut(process);
    expect(density).toBeCloseTo(log(0.3, -0.8) + log(-0.8, 0.3), 10);
    // Exact foresight is off by nothing.
    expect(density + room).toBeCloseTo(-Math.log(2 * Math.PI * variance), 10);
  });
});

describe("a process around a trend", () => {
  it("adds it to every mean, and leaves variances alone", () => {
    const process = condition(dataOf(inputsOf(5), wave), { kernel: matern, lengthScales: Float64Array.of(1, 1), noise: 0.1 });
    const where = dataOf(inputsOf(3, 50), wave);
    const trend = () => Float64Array.of(1, 2, 3);
    const [plain, shifted] = [predict(process, where), predict({ ...process, trend }, where)];
    expect([...shifted.mean].map((mean, i) => mean - (plain.mean[i] ?? 0))).toEqual([1, 2, 3].map((value) => expect.closeTo(value, 12)));
    expect(shifted.variance).toEqual(plain.variance);
    expect(meanAt({ ...process, trend }, where)).toEqual(shifted.mean);
  });
});

describe("learning from an earlier study", () => {
  const learnt = (count: number, f: (x: number, y: number) => number, sources = [source]) => {
    const data = dataOf(inputsOf(count, 100), f);
    return learnFrom(sources, data, aloneOn(data));
  };
  /** Another device: stretched, moved, and a little crooked. */
  const related = (x: number, y: number) => 0.4 + 1.3 * wave(x, y) + 0.2 * x;
  const reversed = (x: number, y: number) => -wave(x, y);

  it("predicts from eight trials what they alone do not tell", () => {
    const { process, lesson } = learnt(8, related);
    expect(lesson).toEqual({ kind: "learned", from: "laptop" });
    const alone = rootMeanSquare(aloneOn(dataOf(inputsOf(8, 100), related)), related);
    expect(rootMeanSquare(process, related)).toBeLessThan(0.35 * alone);
  });

  it("drops what the trials contradict", () => {
    for (const count of [6, 12, 30]) {
      const { process, lesson } = learnt(count, reversed);
      expect(lesson).toEqual({ kind: "refuted" });
      expect(process.trend).toBeUndefined();
    }
    // The first for its error; the second leaves much to foretell, and it helps with none of that.
    for (const other of [(x: number, y: number) => Math.cos(9 * y) + 0.3 * x, (x: number, y: number) => Math.sin(37 * x + 51 * y)])
      expect(learnt(12, other).lesson).toEqual({ kind: "refuted" });
  });

  it("waits for trials that could contradict it", () => {
    expect(learnt(3, related).lesson).toEqual({ kind: "open" });
  });

  it("drops what foretells worse than a plane through the trials, and what says nothing though the plane does worse", () => {
    const afterPlane = (count: number, f: (x: number, y: number) => number) => {
      const data = dataOf(inputsOf(count, 100), f);
      const plane = featureTrend(data, 2);
      return plane && learnFrom([source], data, around(plane, data, (rest) => fit(rest, createRandom(2)))).lesson.kind;
    };
    expect(afterPlane(4, (x, y) => 2 * x + 3 * y - 2.5)).toBe("refuted");
    // The slope is 0, so that the model is one without the plane, which predicts better.
    expect(afterPlane(8, reversed)).toBe("refuted");
  });

  it("takes the better of two", () => {
    const other = { name: "reversed", process: fit(dataOf(inputsOf(60), reversed), createRandom(1)) };
    for (const sources of [[source, other], [other, source]])
      expect(learnt(10, related, sources).lesson).toEqual({ kind: "learned", from: "laptop" });
  });
});
