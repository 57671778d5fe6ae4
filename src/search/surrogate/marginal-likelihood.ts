/**
 * The evidence of a Gaussian process for its hyperparameters, with the priors (MAP), to be minimised.
 *
 * Notation: X [n, columns] inputs, y [n] standardised targets, v [n] each target's own variance; ℓ [d] length scales, σ²
 * noise; K = k(X, X) + diag(σ² + v), α = K⁻¹ y. θ [d + 1] with ℓ_i = 0.025 + e^θ_i, σ² = least + e^θ_d.
 * E = ½ yᵀ α + ½ log |K| + n/2 log 2π - log p(ℓ) - log p(σ²)          Rasmussen and Williams, eq. 5.8
 * ∂E / ∂θ = ½ Σ (K⁻¹ - α αᵀ) ∘ ∂K/∂θ + …                              eq. 5.9
 */
import { exponential } from "../../base/exponential.ts";
import { at, cholesky, dot, inverseFromCholesky, logDeterminant, solveCholesky } from "../../base/linear-algebra.ts";
import { logarithm } from "../../base/logarithm.ts";
import type { Kernel, Points } from "./kernel.ts";
import type { Evaluation } from "./lbfgs.ts";
import { leastLengthScale, lengthScalePrior, penalty, penaltySlope, type NoiseBelief } from "./priors.ts";

export interface TrainingData extends Points {
  /** [count] standardised */
  readonly targets: Float64Array;
  /** [count] each target's own variance, in the targets' units squared */
  readonly variances: Float64Array;
  readonly noise: NoiseBelief;
}

export interface Hyperparameters {
  readonly kernel: Kernel;
  /** [d] */
  readonly lengthScales: Float64Array;
  readonly noise: number;
}

export function hyperparametersAt(theta: Float64Array, kernel: Kernel, { least }: NoiseBelief): Hyperparameters {
  const dimensions = theta.length - 1;
  return {
    kernel,
    lengthScales: theta.slice(0, dimensions).map((value) => leastLengthScale + exponential(value)),
    noise: least + exponential(at(theta, dimensions)),
  };
}

export function thetaOf(
  { lengthScales, noise }: Pick<Hyperparameters, "lengthScales" | "noise">,
  { least }: NoiseBelief,
): Float64Array {
  return Float64Array.of(
    ...lengthScales.map((value) => logarithm(value - leastLengthScale)),
    logarithm(noise - least),
  );
}

/** How many length scales the points are measured in. */
export const scaleCount = ({ scaleOf }: Pick<Points, "scaleOf">) => scaleOf.reduce((most, k) => Math.max(most, k + 1), 0);

/** Σ (x_c - x'_c)² over the columns c of a length scale, of every pair i > j: [d, pairs] */
function squaredDifferences(points: Points): Float64Array {
  const { inputs, count, columns, scaleOf } = points;
  const pairs = (count * (count - 1)) / 2;
  const squares = new Float64Array(scaleCount(points) * pairs);
  for (let c = 0; c < columns; c++)
    for (let i = 0, index = (scaleOf[c] ?? 0) * pairs; i < count; i++)
      for (let j = 0; j < i; j++, index++) {
        const difference = at(inputs, i * columns + c) - at(inputs, j * columns + c);
        squares[index] = at(squares, index) + difference * difference;
      }
  return squares;
}

/** E and its gradient as a function of θ; the value is Infinity where K cannot be factored. */
export function negativeLogPosterior(data: TrainingData, kernel: Kernel): (theta: Float64Array) => Evaluation {
  const { count: n, targets, variances, noise: belief } = data;
  const d = scaleCount(data);
  const squares = squaredDifferences(data);
  const prior = lengthScalePrior(d);
  // Of every pair, and K [n, n]: room that every θ uses anew.
  const pairs = (n * (n - 1)) / 2;
  const squaredDistances = new Float64Array(pairs);
  const values = new Float64Array(pairs);
  const slopes = new Float64Array(pairs);
  const covariance = new Float64Array(n * n);

  return (theta) => {
    const { lengthScales, noise } = hyperparametersAt(theta, kernel, belief);
    const gradient = new Float64Array(d + 1);
    const precisions = lengthScales.map((length) => 1 / length ** 2);
    squaredDistances.fill(0);
    for (let k = 0, index = 0; k < d; k++) {
      const precision = at(precisions, k);
      for (let pair = 0; pair < pairs; pair++, index++)
        squaredDistances[pair] = at(squaredDistances, pair) + at(squares, index) * precision;
    }
    kernel.values(squaredDistances, values);
    kernel.slopes(squaredDistances, values, slopes);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) covariance[i * n + j] = covariance[j * n + i] = at(values, pair);
      covariance[i * n + i] = 1 + noise + at(variances, i);
    }
    const factor = cholesky(covariance, n);
    if (factor === null) return { value: Infinity, gradient };

    const alpha = solveCholesky(factor, n, targets);
    const inverse = inverseFromCholesky(factor, n);
    let fit = 0;
    for (let i = 0; i < n; i++) fit += at(targets, i) * at(alpha, i);
    let value = 0.5 * (fit + logDeterminant(factor, n) + n * logarithm(2 * Math.PI));

    // The slope of the kernel turns into what a pair's squared differences weigh; each pair stands for two equal entries,
    // so the half of eq. 5.9 goes away.
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++)
        slopes[pair] = at(slopes, pair) * (at(inverse, i * n + j) - at(alpha, i) * at(alpha, j));
      gradient[d] = at(gradient, d) + 0.5 * (at(inverse, i * n + i) - at(alpha, i) ** 2);
    }
    for (let k = 0; k < d; k++) {
      const length = at(lengthScales, k);
      value += penalty(prior, length);
      // ∂K/∂ℓ = ∂K/∂log ℓ / ℓ, and dℓ/dθ = ℓ - 0.025.
      const slope = dot(slopes, 0, squares, k * pairs, pairs);
      gradient[k] = ((slope * at(precisions, k)) / length + penaltySlope(prior, length)) * (length - leastLengthScale);
    }
    value += penalty(belief.prior, noise);
    gradient[d] = (at(gradient, d) + penaltySlope(belief.prior, noise)) * (noise - belief.least);
    return Number.isFinite(value) ? { value, gradient } : { value: Infinity, gradient };
  };
}
