/**
 * Gaussian process regression with unit signal variance, of standardised values, around zero or around a given trend.
 *
 * Notation: X training inputs, K = k(X, X) + diag(σ² + v) = L Lᵀ, α = K⁻¹ y; at a point x with k = k(X, x):
 * mean μ = kᵀ α, u = L⁻¹ k, variance s² = 1 - uᵀ u, covariance of two points k(x, x') - uᵀ u'.
 * (Rasmussen and Williams, algorithm 2.1.) Variances are of the function, without observation noise.
 */
import { exponential } from "../../base/exponential.ts";
import { at, choleskyWithJitter, dot, solveCholesky, solveLowerRows } from "../../base/linear-algebra.ts";
import { logarithm } from "../../base/logarithm.ts";
import type { Random } from "../../base/random.ts";
import { mean } from "../../base/statistics.ts";
import { inLengthScales, kernelMatrix, matern, pointsAt, squaredExponential, type Kernel, type Points } from "./kernel.ts";
import { minimise, type Evaluation, type Minimum } from "./lbfgs.ts";
import {
  hyperparametersAt,
  negativeLogPosterior,
  scaleCount,
  thetaOf,
  type Hyperparameters,
  type TrainingData,
} from "./marginal-likelihood.ts";
import { lengthScalePrior, modeOf, type NoiseBelief } from "./priors.ts";

/** Means of points, not in length scales. */
export type Trend = (where: Points) => Float64Array;

export interface GaussianProcess {
  readonly hyperparameters: Hyperparameters;
  /** Training inputs in length scales. */
  readonly training: Points;
  /** L [n, n] */
  readonly factor: Float64Array;
  /** α [n] */
  readonly weights: Float64Array;
  /** Variance of a trial's noise, σ² + v, on average. */
  readonly noise: number;
  /** What is expected where no trial is near: added to every mean, since the targets are what differs from it. */
  readonly trend?: Trend;
}

/** What the process believes of some points. */
export interface Prediction {
  /** The points, in length scales. */
  readonly points: Points;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** u of every point: [points, n] */
  readonly solved: Float64Array;
}

/** Evidence for the hyperparameters is taken from at most so many trials; the cost grows with the third power. */
const evidenceLimit = 120;
/** And so many decide where to begin, and with which kernel. */
const startingEvidence = 60;
const randomStarts = 2;
/** By how much, in log probability, the smooth kernel has to be the better one before it is trusted. */
const smoothnessMargin = 1;
/** With more trials than this the evidence has one clear peak, and starts that look worse are not worth their time. */
const manyTrials = 50;

/** @throws RangeError when the data is not finite */
export function condition(data: TrainingData, hyperparameters: Hyperparameters): GaussianProcess {
  const { count: n } = data;
  const training = inLengthScales(data, hyperparameters.lengthScales);
  const covariance = kernelMatrix(hyperparameters.kernel, training, training);
  for (let i = 0; i < n; i++) covariance[i * n + i] = 1 + hyperparameters.noise + at(data.variances, i);
  const factor = n === 0 ? new Float64Array(0) : choleskyWithJitter(covariance, n);
  if (factor === null) throw new RangeError("the covariance of the trials cannot be factored: inputs are not finite");
  const noise = hyperparameters.noise + (n === 0 ? 0 : mean(data.variances));
  return { hyperparameters, training, factor, weights: solveCholesky(factor, n, data.targets), noise };
}

export function priorMode(dimensions: number, { prior }: NoiseBelief): Hyperparameters {
  return {
    kernel: matern,
    lengthScales: new Float64Array(dimensions).fill(modeOf(lengthScalePrior(dimensions))),
    noise: modeOf(prior),
  };
}

/** Every k-th trial, so that at most `limit` remain. */
function thinned(data: TrainingData, limit: number): TrainingData {
  if (data.count <= limit) return data;
  const kept = Array.from({ length: limit }, (_, i) => Math.floor((i * data.count) / limit));
  return {
    ...pointsAt(data, kept),
    targets: Float64Array.from(kept, (row) => at(data.targets, row)),
    variances: Float64Array.from(kept, (row) => at(data.variances, row)),
    noise: data.noise,
  };
}

/** A kernel with about its most probable hyperparameters. */
interface Guess {
  readonly kernel: Kernel;
  readonly minimum: Minimum;
}

/**
 * Whether there are twice as many trials as a quadratic surface has coefficients. With fewer the smooth kernel is so sure
 * of what it has not seen that proposals follow it from one corner of the space to the next.
 */
function showsSmoothness(data: TrainingData): boolean {
  const d = scaleCount(data);
  return data.count >= (d + 1) * (d + 2);
}

const likelier = (rough: Guess, smooth: Guess) =>
  smooth.minimum.value < rough.minimum.value - smoothnessMargin ? smooth : rough;

type Objective = (theta: Float64Array) => Evaluation;

/** How probable a kernel is: short runs of L-BFGS from everywhere. */
function explored(evaluate: Objective, starts: readonly Float64Array[], count: number): Minimum {
  const promising =
    count <= manyTrials ? starts : starts.toSorted((a, b) => evaluate(a).value - evaluate(b).value).slice(0, 1);
  return promising
    .map((start) => minimise(evaluate, start, { iterations: 8, tolerance: 0.1 }))
    .reduce((least, minimum) => (minimum.value < least.value ? minimum : least));
}

/**
 * The process with its most probable kernel and hyperparameters: from the prior's mode, from a smooth guess and from
 * random places, because the evidence has several peaks when trials are few.
 */
export function fit(data: TrainingData, random: Random): GaussianProcess {
  const d = scaleCount(data);
  const mode = priorMode(d, data.noise);
  if (data.count < 2) return condition(data, mode);
  const starts = [
    thetaOf(mode, data.noise),
    thetaOf({ lengthScales: new Float64Array(d).fill(2), noise: 0.05 }, data.noise),
    ...Array.from({ length: randomStarts }, () =>
      thetaOf(
        {
          lengthScales: new Float64Array(d).map(() => exponential(logarithm(0.1) + random.uniform() * logarithm(50))),
          noise: exponential(logarithm(1e-3) + random.uniform() * logarithm(300)),
        },
        data.noise,
      ),
    ),
  ];
  const sample = thinned(data, startingEvidence);
  const guessed = (kernel: Kernel): Guess => ({
    kernel,
    minimum: explored(negativeLogPosterior(sample, kernel), starts, data.count),
  });
  const { kernel, minimum } = showsSmoothness(data) ? likelier(guessed(matern), guessed(squaredExponential)) : guessed(matern);
  const evaluate = negativeLogPosterior(thinned(data, evidenceLimit), kernel);
  // A hundredth in log probability is no difference.
  const { point, value } = minimise(evaluate, minimum.point, { iterations: 40, tolerance: 0.01 });
  return condition(data, Number.isFinite(value) ? hyperparametersAt(point, kernel, data.noise) : mode);
}

/** As `fit`, from the hyperparameters of a process of other targets at the same points: a fraction of the time. */
export function refit(data: TrainingData, { hyperparameters }: GaussianProcess): GaussianProcess {
  const { kernel } = hyperparameters;
  const evaluate = negativeLogPosterior(thinned(data, startingEvidence), kernel);
  const { point, value } = minimise(evaluate, thetaOf(hyperparameters, data.noise), { iterations: 40, tolerance: 0.01 });
  return condition(data, Number.isFinite(value) ? hyperparametersAt(point, kernel, data.noise) : hyperparameters);
}

/** The process of what differs from a trend, around it. */
export function around(trend: Trend, data: TrainingData, fitted: (data: TrainingData) => GaussianProcess): GaussianProcess {
  const expected = trend(data);
  const targets = data.targets.map((target, i) => target - at(expected, i));
  return { ...fitted({ ...data, targets }), trend };
}

/** The mean alone, which needs no factor. */
export function meanAt({ training, weights, hyperparameters, trend }: GaussianProcess, where: Points): Float64Array {
  const n = training.count;
  const cross = kernelMatrix(hyperparameters.kernel, inLengthScales(where, hyperparameters.lengthScales), training);
  const means = trend?.(where) ?? new Float64Array(where.count);
  return means.map((mean, i) => mean + dot(cross, i * n, weights, 0, n));
}

export function predict(process: GaussianProcess, where: Points): Prediction {
  const { training, factor, weights, hyperparameters, trend } = process;
  const n = training.count;
  const points = inLengthScales(where, hyperparameters.lengthScales);
  const solved = kernelMatrix(hyperparameters.kernel, points, training);
  const means = trend?.(where) ?? new Float64Array(points.count);
  const variance = new Float64Array(points.count);
  for (let i = 0; i < points.count; i++) means[i] = at(means, i) + dot(solved, i * n, weights, 0, n);
  solveLowerRows(factor, n, solved, points.count);
  for (let i = 0; i < points.count; i++) variance[i] = Math.max(0, 1 - dot(solved, i * n, solved, i * n, n));
  return { points, mean: means, variance, solved };
}

/**
 * The process when its values at some points are known as well: [[L, 0], [u, G]] factors the joint covariance, where G is
 * the factor of the points' own posterior one. Its means stay those of the trials alone; its variances do not.
 * @param own G [given, given]
 */
export function alsoGiven(process: GaussianProcess, { points, solved }: Prediction, own: Float64Array): GaussianProcess {
  const { training, factor, weights } = process;
  const [n, b] = [training.count, points.count];
  const joint = new Float64Array((n + b) ** 2);
  for (let i = 0; i < n; i++) joint.set(factor.subarray(i * n, (i + 1) * n), i * (n + b));
  for (let i = 0; i < b; i++) {
    joint.set(solved.subarray(i * n, (i + 1) * n), (n + i) * (n + b));
    joint.set(own.subarray(i * b, (i + 1) * b), (n + i) * (n + b) + n);
  }
  const inputs = Float64Array.of(...training.inputs, ...points.inputs);
  return {
    ...process,
    training: { ...training, inputs, count: n + b },
    factor: joint,
    weights: Float64Array.from({ length: n + b }, (_, i) => weights[i] ?? 0),
  };
}

/** Posterior covariances between two sets of points. @returns [a, b] */
export function covariance(kernel: Kernel, a: Prediction, b: Prediction): Float64Array {
  const matrix = kernelMatrix(kernel, a.points, b.points);
  const n = a.points.count === 0 ? 0 : a.solved.length / a.points.count;
  for (let i = 0; i < a.points.count; i++)
    for (let j = 0; j < b.points.count; j++) {
      const index = i * b.points.count + j;
      matrix[index] = at(matrix, index) - dot(a.solved, i * n, b.solved, j * n, n);
    }
  return matrix;
}
