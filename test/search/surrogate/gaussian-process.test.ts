import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cholesky } from "../../../src/base/linear-algebra.ts";
import { createRandom } from "../../../src/base/random.ts";
import { alsoGiven, condition, covariance, fit, predict, priorMode } from "../../../src/search/surrogate/gaussian-process.ts";
import { inLengthScales, kernelMatrix, matern, squaredExponential } from "../../../src/search/surrogate/kernel.ts";
import {
  hyperparametersAt,
  negativeLogPosterior,
  thetaOf,
  type TrainingData,
} from "../../../src/search/surrogate/marginal-likelihood.ts";
import { lengthScalePrior, modeOf, noiseOfExactValues, noiseOfMeasurements, penalty, penaltySlope } from "../../../src/search/surrogate/priors.ts";
import { kernelValue } from "./kernel-value.ts";

function dataOf(rows: readonly (readonly number[])[], targets: readonly number[], variance = 0): TrainingData {
  return {
    inputs: Float64Array.from(rows.flat()),
    count: rows.length,
    columns: rows[0]?.length ?? 1,
    scaleOf: (rows[0] ?? [0]).map((_, column) => column),
    targets: Float64Array.from(targets),
    variances: new Float64Array(rows.length).fill(variance),
    noise: noiseOfMeasurements,
  };
}

const line = (...xs: number[]) => ({ inputs: Float64Array.from(xs), count: xs.length, columns: 1, scaleOf: [0] });
const unitLength = { kernel: matern, lengthScales: Float64Array.of(1), noise: 0.1 };

function randomData(seed: number, n: number, d: number): TrainingData {
  const random = createRandom(seed);
  const rows = Array.from({ length: n }, () => Array.from({ length: d }, () => random.uniform()));
  return dataOf(
    rows,
    rows.map((row) => Math.sin(4 * (row[0] ?? 0)) + 0.1 * random.normal()),
    0.01,
  );
}

describe.each([matern, squaredExponential])("the $name kernel", (kernel) => {
  const value = (squaredDistance: number) => kernelValue(kernel, squaredDistance);
  const slope = (squaredDistance: number) => {
    const factor = new Float64Array(1);
    kernel.slopes(Float64Array.of(squaredDistance), Float64Array.of(value(squaredDistance)), factor);
    return factor[0] ?? Number.NaN;
  };

  it("is 1 at no distance and falls", () => {
    expect(value(0)).toBe(1);
    expect(value(4)).toBeLessThan(value(1));
  });

  it("has the slope of its finite differences", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        fc.double({ min: 0.05, max: 5, noNaN: true }),
        (difference, length) => {
          const at = (logLength: number) => value((difference / Math.exp(logLength)) ** 2);
          const step = 1e-5;
          const numeric = (at(Math.log(length) + step) - at(Math.log(length) - step)) / (2 * step);
          const scaled = (difference / length) ** 2;
          expect(slope(scaled) * scaled).toBeCloseTo(numeric, 7);
        },
      ),
    );
  });
});

describe("kernels", () => {
  it("have their values by hand", () => {
    // r = 1: (1 + √5 + 5/3) e^(-√5), and e^(-1/2)
    expect(kernelValue(matern, 1)).toBeCloseTo((1 + Math.sqrt(5) + 5 / 3) * Math.exp(-Math.sqrt(5)), 15);
    expect(kernelValue(squaredExponential, 1)).toBeCloseTo(Math.exp(-0.5), 15);
  });

  it("measures each axis in its length scale", () => {
    const points = { inputs: Float64Array.of(0, 0, 1, 4), count: 2, columns: 2, scaleOf: [0, 1] };
    const scaled = inLengthScales(points, Float64Array.of(0.5, 2));
    expect([...scaled.inputs]).toEqual([0, 0, 2, 2]);
    expect(kernelMatrix(matern, scaled, scaled)[1]).toBe(kernelValue(matern, 8));
  });

  it.each([1, 3, 4, 6])("are taken of every pair of %d points and 2", (count) => {
    const random = createRandom(count);
    const [a, b] = [count, 2].map((rows) => ({
      inputs: Float64Array.from({ length: 3 * rows }, () => random.uniform()),
      count: rows,
      columns: 3,
      scaleOf: [0, 1, 2],
    }));
    if (a === undefined || b === undefined) throw new Error("no points");
    const rowOf = (points: typeof a, row: number) => [...points.inputs.subarray(3 * row, 3 * row + 3)];
    const expected = Array.from({ length: 2 * count }, (_, pair) => {
      const other = rowOf(b, pair % 2);
      return kernelValue(matern, rowOf(a, Math.floor(pair / 2)).reduce((sum, x, k) => sum + (x - (other[k] ?? 0)) ** 2, 0));
    });
    expect([...kernelMatrix(matern, a, b)]).toEqual(expected);
  });
});

describe("the priors", () => {
  it("have their mode where the slope is zero", () => {
    for (const prior of [lengthScalePrior(6), noiseOfMeasurements.prior, noiseOfExactValues.prior]) {
      expect(penaltySlope(prior, modeOf(prior))).toBeCloseTo(0, 12);
      const x = 0.3;
      expect(penaltySlope(prior, x)).toBeCloseTo((penalty(prior, x + 1e-6) - penalty(prior, x - 1e-6)) / 2e-6, 6);
    }
  });

  it("expect longer length scales of more axes", () => {
    expect(modeOf(lengthScalePrior(6)) / modeOf(lengthScalePrior(1))).toBeCloseTo(Math.sqrt(6), 12);
  });
});

describe("the marginal likelihood", () => {
  it("is that of one normal value when there is one trial", () => {
    const theta = thetaOf({ lengthScales: Float64Array.of(0.7), noise: 0.2 }, noiseOfMeasurements);
    const { value } = negativeLogPosterior(dataOf([[0.3]], [1.5], 0.05), matern)(theta);
    // y ~ N(0, 1 + 0.2 + 0.05)
    const evidence = 0.5 * (1.5 ** 2 / 1.25 + Math.log(2 * Math.PI * 1.25));
    expect(value).toBeCloseTo(evidence + penalty(lengthScalePrior(1), 0.7) + penalty(noiseOfMeasurements.prior, 0.2), 12);
  });

  it("has the gradient of its finite differences", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }), (seed, n, d) => {
        const evaluate = negativeLogPosterior(randomData(seed, n, d), seed % 2 === 0 ? matern : squaredExponential);
        const random = createRandom(seed);
        const theta = Float64Array.from({ length: d + 1 }, () => random.normal() - 0.5);
        const { gradient } = evaluate(theta);
        theta.forEach((_, k) => {
          const shifted = (step: number) => evaluate(theta.map((value, i) => (i === k ? value + step : value))).value;
          expect(gradient[k]).toBeCloseTo((shifted(1e-5) - shifted(-1e-5)) / 2e-5, 4);
        });
      }),
      { numRuns: 40 },
    );
  });

  it("keeps θ and hyperparameters apart and together", () => {
    const { lengthScales, noise } = hyperparametersAt(
      thetaOf({ lengthScales: Float64Array.of(0.5, 3), noise: 0.02 }, noiseOfMeasurements),
      matern,
      noiseOfMeasurements,
    );
    expect(lengthScales[0]).toBeCloseTo(0.5, 12);
    expect(lengthScales[1]).toBeCloseTo(3, 12);
    expect(noise).toBeCloseTo(0.02, 12);
  });
});

describe("the Gaussian process", () => {
  it("is right by hand for two points", () => {
    const process = condition(dataOf([[0], [1]], [1, -1]), unitLength);
    const { mean, variance } = predict(process, line(0, 0.5));
    // K = [[1.1, c], [c, 1.1]]; by symmetry α = (1, -1) / (1.1 - c).
    const c = kernelValue(matern, 1);
    expect(mean[0]).toBeCloseTo((1 - c) / (1.1 - c), 12);
    expect(mean[1]).toBeCloseTo(0, 12);
    // Half way both covariances are h: h² (1, 1) K⁻¹ (1, 1)ᵀ = 2 h² / (1.1 + c).
    const h = kernelValue(matern, 0.25);
    expect(variance[1]).toBeCloseTo(1 - (2 * h * h) / (1.1 + c), 12);
  });

  it("is the prior without trials", () => {
    const empty = condition({ ...line(), targets: new Float64Array(0), variances: new Float64Array(0), noise: noiseOfMeasurements }, priorMode(1, noiseOfMeasurements));
    const { mean, variance } = predict(empty, line(0.2));
    expect([mean[0], variance[0]]).toEqual([0, 1]);
  });

  it("trusts a trial the less, the greater its own variance", () => {
    const at = (variance: number) => predict(condition(dataOf([[0.5]], [2], variance), unitLength), line(0.5)).mean[0];
    expect(at(0)).toBeCloseTo(2 / 1.1, 12);
    expect(at(0.9)).toBeCloseTo(1, 12);
  });

  it("has covariances whose diagonal are its variances", () => {
    const process = condition(randomData(3, 6, 2), { kernel: matern, lengthScales: Float64Array.of(0.4, 0.9), noise: 0.05 });
    const where = predict(process, { inputs: Float64Array.of(0.1, 0.2, 0.8, 0.7), count: 2, columns: 2, scaleOf: [0, 1] });
    const joint = covariance(matern, where, where);
    expect(joint[0]).toBeCloseTo(where.variance[0] ?? NaN, 12);
    expect(joint[3]).toBeCloseTo(where.variance[1] ?? NaN, 12);
    expect(joint[1]).toBeCloseTo(joint[2] ?? NaN, 12);
  });

  it("has what is left of its variances when values at some points are given", () => {
    const { count, ...trials } = randomData(4, 5, 1);
    const process = condition({ count, ...trials }, unitLength);
    const where = line(0.15, 0.6, 3);
    const given = predict(process, line(0.3, 0.9));
    const own = cholesky(covariance(matern, given, given), 2);
    if (own === null) throw new Error("the given points cannot be told apart");
    const { mean, variance } = predict(alsoGiven(process, given, own), where);
    // As after two more trials without noise, whose values change no variance.
    const more = {
      ...trials,
      ...line(...trials.inputs, 0.3, 0.9),
      targets: new Float64Array(count + 2),
      variances: Float64Array.of(...trials.variances, -unitLength.noise, -unitLength.noise),
    };
    const expected = predict(condition(more, unitLength), where).variance;
    variance.forEach((left, index) => expect(left).toBeCloseTo(expected[index] ?? NaN, 10));
    expect(mean).toEqual(predict(process, where).mean);
  });

  it("finds which axis matters", () => {
    const random = createRandom(5);
    const rows = Array.from({ length: 30 }, () => [random.uniform(), random.uniform()]);
    const process = fit(
      dataOf(
        rows,
        rows.map(([x = 0]) => Math.sin(6 * x)),
      ),
      createRandom(1),
    );
    const [first = 0, second = 0] = process.hyperparameters.lengthScales;
    expect(second / first).toBeGreaterThan(5);
    expect(process.hyperparameters.noise).toBeLessThan(0.01);
  });

  it("trusts the smooth kernel only with twice as many trials as a quadratic surface has coefficients", () => {
    // One and one, two slopes, three curvatures: six coefficients of two axes.
    const rows = Array.from({ length: 12 }, (_, i) => [(i % 4) / 3, Math.floor(i / 4) / 2]);
    const kernelAfter = (count: number) => {
      const some = rows.slice(0, count);
      const targets = some.map(([x = 0, y = 0]) => (x - 0.4) ** 2 + x * y);
      const data = { ...dataOf(some, targets), noise: noiseOfExactValues };
      return fit(data, createRandom(1)).hyperparameters.kernel.name;
    };
    expect(kernelAfter(11)).toBe(matern.name);
    expect(kernelAfter(12)).toBe(squaredExponential.name);
  });

  it("finds the noise", () => {
    const random = createRandom(6);
    const rows = Array.from({ length: 60 }, () => [random.uniform()]);
    const process = fit(
      dataOf(
        rows,
        rows.map(([x = 0]) => Math.sin(6 * x) + 0.3 * random.normal()),
      ),
      createRandom(1),
    );
    expect(process.hyperparameters.noise).toBeGreaterThan(0.04);
    expect(process.hyperparameters.noise).toBeLessThan(0.2);
  });

  it("bears repeated and constant trials", () => {
    for (const targets of [
      [0, 0, 0, 0],
      [1, -1, 1, -1],
    ]) {
      const process = fit(dataOf([[0.5], [0.5], [0.5], [0.5]], targets), createRandom(2));
      const { mean, variance } = predict(process, line(0.5, 0));
      expect([...mean, ...variance].every(Number.isFinite)).toBe(true);
      expect(mean[0]).toBeCloseTo(0, 8);
    }
  });

  it("bears more trials than its evidence takes", () => {
    const process = fit(randomData(8, 260, 1), createRandom(2));
    const { mean } = predict(process, line(0.39));
    expect(mean[0]).toBeCloseTo(Math.sin(4 * 0.39), 1);
  });
});
