/**
 * What is believed of an outcome at candidates, given one joint draw of its values at the reference points (evaluated
 * and pending candidates). Drawing there, instead of trusting what was measured, is what makes the improvement noisy
 * (Daulton, Balandat and Bakshy 2021); pending trials take part like evaluated ones, only that they are less certain.
 *
 * Notation: R reference points, B ⊆ R those that are conditioned on, S draws; c = cov(x, B), cov(B, B) = G Gᵀ, w = G⁻¹ c,
 * z_s = G⁻¹ (f_s - μ(B)); conditional mean μ(x) + wᵀ z_s, variance s²(x) - wᵀ w. Both come of solving with the factor of
 * trials and B together, whose last elements are w.
 */
import { at, choleskyWithJitter, dot, solveLower } from "../../base/linear-algebra.ts";
import type { Candidate } from "../space/axes.ts";
import { encode, type Encoding } from "./encoding.ts";
import { alsoGiven, covariance, predict, type GaussianProcess, type Prediction } from "./gaussian-process.ts";
import type { Outcome } from "./outcomes.ts";
import { pointsAt, rowsOf, type Kernel } from "./kernel.ts";

/** Keeps covariances of nearly certain points invertible: a standard deviation of a ten-thousandth. */
const nugget = 1e-8;

/** An outcome at the candidates, under each draw: a normal distribution. */
export interface CandidateBelief {
  /** [candidates], the same under every draw. */
  readonly deviation: Float64Array;
  mean(candidate: number, draw: number): number;
}

export interface Belief {
  /** Expected values at the reference points, without any draw. [R] */
  readonly mean: Float64Array;
  /** Joint draws at the reference points. [S, R] */
  readonly draws: Float64Array;
  /** Beliefs at any candidates, conditioned on the draws at some reference points. */
  conditioned(on: readonly number[]): (candidates: readonly Candidate[]) => CandidateBelief;
}

/** Where and how often values are drawn. */
export interface Draws {
  readonly encoding: Encoding;
  readonly reference: readonly Candidate[];
  readonly drawCount: number;
}

function subset({ points, mean, variance, solved }: Prediction, kept: readonly number[]): Prediction {
  const n = points.count === 0 ? 0 : solved.length / points.count;
  return {
    points: pointsAt(points, kept),
    mean: Float64Array.from(kept, (row) => at(mean, row)),
    variance: Float64Array.from(kept, (row) => at(variance, row)),
    solved: rowsOf(solved, n, kept),
  };
}

/** The Cholesky factor of the joint covariance, nugget included. */
function jointFactor(kernel: Kernel, prediction: Prediction): Float64Array {
  const count = prediction.points.count;
  const joint = covariance(kernel, prediction, prediction);
  for (let i = 0; i < count; i++) joint[i * count + i] = at(joint, i * count + i) + nugget;
  const factor = count === 0 ? new Float64Array(0) : choleskyWithJitter(joint, count);
  if (factor === null) throw new RangeError("the covariance of the reference points cannot be factored");
  return factor;
}

function modelledBelief(
  process: GaussianProcess,
  { encoding, reference, drawCount }: Draws,
  normals: Float64Array,
): Belief {
  const { kernel } = process.hyperparameters;
  const prediction = predict(process, encode(encoding, reference));
  const count = reference.length;
  const factor = jointFactor(kernel, prediction);
  const draws = new Float64Array(normals.length);
  for (let s = 0; s < drawCount; s++)
    for (let i = 0; i < count; i++)
      draws[s * count + i] = at(prediction.mean, i) + dot(factor, i * count, normals, s * count, i + 1);

  return {
    mean: prediction.mean,
    draws,
    conditioned(on) {
      const given = subset(prediction, on);
      const size = on.length;
      const own = jointFactor(kernel, given);
      const joint = alsoGiven(process, given, own);
      /** z of every draw. */
      const surprises = Array.from({ length: drawCount }, (_, s) => {
        const surprise = Float64Array.from(on, (row) => at(draws, s * count + row) - at(prediction.mean, row));
        solveLower(own, size, surprise);
        return surprise;
      });
      return (candidates) => {
        const { mean, variance, solved } = predict(joint, encode(encoding, candidates));
        const width = joint.training.count;
        const means = new Float64Array(candidates.length * drawCount);
        for (let c = 0; c < candidates.length; c++)
          surprises.forEach((surprise, s) => {
            means[c * drawCount + s] = at(mean, c) + dot(solved, (c + 1) * width - size, surprise, 0, size);
          });
        return {
          deviation: variance.map(Math.sqrt),
          mean: (candidate, draw) => at(means, candidate * drawCount + draw),
        };
      };
    },
  };
}

function knownBelief(value: (candidate: Candidate) => number, { reference, drawCount }: Draws): Belief {
  const mean = Float64Array.from(reference, value);
  return {
    mean,
    draws: Float64Array.from({ length: drawCount * mean.length }, (_, index) => at(mean, index % mean.length)),
    conditioned: () => (candidates) => {
      const values = Float64Array.from(candidates, value);
      return { deviation: new Float64Array(candidates.length), mean: (candidate) => at(values, candidate) };
    },
  };
}

/** @param normals [S, R] standard normals of this outcome alone */
export function believe(outcome: Outcome, draws: Draws, normals: Float64Array): Belief {
  return outcome.kind === "modelled"
    ? modelledBelief(outcome.process, draws, normals)
    : knownBelief(outcome.value, draws);
}
