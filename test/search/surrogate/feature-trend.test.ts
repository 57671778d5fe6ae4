import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { searchSpace } from "../../../src/search/space/space.ts";
import { encode, modelEncoding, type Encoding } from "../../../src/search/surrogate/encoding.ts";
import { featureTrend, fitAlongFeatures } from "../../../src/search/surrogate/feature-trend.ts";
import { predict } from "../../../src/search/surrogate/gaussian-process.ts";
import type { TrainingData } from "../../../src/search/surrogate/marginal-likelihood.ts";
import { noiseOfExactValues } from "../../../src/search/surrogate/priors.ts";

const space = searchSpace([
  { name: "x", kind: "float", low: 0, high: 1, scale: "linear" },
  { name: "y", kind: "float", low: 0, high: 1, scale: "linear" },
]);
/** Twice the same, which only x tells. */
const feature = { low: 0, high: 1, of: ([x = 0]: Float64Array) => x };
const withFeatures = (count: number) => modelEncoding(space, new Array<typeof feature>(count).fill(feature));

const candidates = [0.1, 0.2, 0.3, 0.4, 0.5].map((x, index) => Float64Array.of(x, index % 2));
const dataOf = (encoding: Encoding, valueOf: (x: number, y: number) => number): TrainingData => ({
  ...encode(encoding, candidates),
  targets: Float64Array.from(candidates, ([x = 0, y = 0]) => valueOf(x, y)),
  variances: new Float64Array(candidates.length),
  noise: noiseOfExactValues,
});
const far = Float64Array.of(0.9, 0.5);

describe("the trend along features", () => {
  it("is the line of ridge regression", () => {
    const encoding = withFeatures(1);
    const trend = featureTrend(dataOf(encoding, (x) => 1 + 2 * x), 1);
    // Σ (x - 0.3)² = 0.1 with λ = 0.05: the slope is 2 · 0.1 / 0.15, through the mean 1.6.
    expect(trend?.(encode(encoding, [far]))[0]).toBeCloseTo(1.6 + (4 / 3) * 0.6, 12);
  });

  it("shares the slope between features that tell the same", () => {
    const encoding = withFeatures(2);
    const trend = featureTrend(dataOf(encoding, (x) => 1 + 2 * x), 2);
    // Each weight w: (0.1 + 0.05) w + 0.1 w = 0.2, so that both together are 1.6.
    expect(trend?.(encode(encoding, [far]))[0]).toBeCloseTo(1.6 + 1.6 * 0.6, 12);
  });

  it("is not drawn through too few trials, nor without features", () => {
    const encoding = withFeatures(1);
    const data = dataOf(encoding, (x) => x);
    expect(featureTrend({ ...data, count: 3 }, 1)).toBeUndefined();
    expect(featureTrend(data, 0)).toBeUndefined();
    expect(fitAlongFeatures(dataOf(withFeatures(0), (x) => x), withFeatures(0), createRandom(1)).trend).toBeUndefined();
  });

  it("leads on beyond the trials, and leaves the trials as they are", () => {
    const encoding = withFeatures(1);
    const line = (x: number, y: number) => 4 * x + 0.1 * y;
    const data = dataOf(encoding, line);
    const along = fitAlongFeatures(data, encoding, createRandom(1));
    const [predicted] = predict(along, encode(encoding, [far])).mean;
    expect(Math.abs((predicted ?? 0) - line(0.9, 0.5))).toBeLessThan(0.9);
    predict(along, data).mean.forEach((mean, index) => expect(mean).toBeCloseTo(data.targets[index] ?? 0, 2));
  });
});
