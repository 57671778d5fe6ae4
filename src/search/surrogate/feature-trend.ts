/**
 * A trend along the features. What has to be measured follows them nearly in a straight line (latency FLOPs, accuracy the
 * logarithm of the parameters), beyond the trials too, where a process alone expects the mean. So it only has to learn
 * what differs from the line.
 *
 * Notation: n trials, f features; F [n, f] the features and y [n] the targets, both less their means;
 * w = (Fᵀ F + λ)⁻¹ Fᵀ y, ridge regression, because features that tell nearly the same leave their weights undetermined.
 */
import { at, choleskyWithJitter, solveCholesky } from "../../base/linear-algebra.ts";
import type { Random } from "../../base/random.ts";
import { mean } from "../../base/statistics.ts";
import type { Encoding } from "./encoding.ts";
import { around, fit, type GaussianProcess, type Trend } from "./gaussian-process.ts";
import type { Points } from "./kernel.ts";
import type { TrainingData } from "./marginal-likelihood.ts";

/** λ: features go from 0 to 1 and targets have variance 1, so that a few trials outweigh it. */
const weightPrecision = 0.05;
/** With fewer trials a line means nothing. */
const fewestTrials = 4;

/** The last columns. @returns one array a feature, [count] each */
function featuresAt({ inputs, count, columns }: Points, features: number): Float64Array[] {
  return Array.from({ length: features }, (_, feature) =>
    Float64Array.from({ length: count }, (_, row) => at(inputs, (row + 1) * columns - features + feature)),
  );
}

/** @returns undefined where there are no features or too few trials */
export function featureTrend(data: TrainingData, features: number): Trend | undefined {
  if (features === 0 || data.count < fewestTrials) return undefined;
  const columns = featuresAt(data, features);
  const centres = columns.map(mean);
  const level = mean(data.targets);
  const centred = columns.map((column, feature) => column.map((value) => value - (centres[feature] ?? 0)));
  const normal = new Float64Array(features * features);
  const moments = new Float64Array(features);
  centred.forEach((a, j) => {
    moments[j] = a.reduce((sum, value, row) => sum + value * (at(data.targets, row) - level), 0);
    centred.forEach((b, k) => (normal[j * features + k] = a.reduce((sum, value, row) => sum + value * at(b, row), 0)));
    normal[j * features + j] = at(normal, j * features + j) + weightPrecision;
  });
  const factor = choleskyWithJitter(normal, features);
  if (factor === null) throw new RangeError("the features of the trials are not finite");
  const weights = solveCholesky(factor, features, moments);
  return (where) => {
    const asked = featuresAt(where, features);
    return Float64Array.from({ length: where.count }, (_, row) =>
      asked.reduce((sum, column, j) => sum + at(weights, j) * (at(column, row) - (centres[j] ?? 0)), level),
    );
  };
}

/** The process around the trend along the features, where there are any. */
export function fitAlongFeatures(data: TrainingData, { features }: Encoding, random: Random): GaussianProcess {
  const trend = featureTrend(data, features);
  return trend === undefined ? fit(data, random) : around(trend, data, (rest) => fit(rest, random));
}
