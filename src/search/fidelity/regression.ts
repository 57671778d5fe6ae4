/**
 * Bayesian linear regression: what lessons learned tell of a new case, and how surely.
 *
 * Notation: n lessons, d features; X [n, d] and y [n], both standardised over the lessons; weights w ~ N(0, σ²/λ), a free
 * intercept, noise σ² ~ scaled inverse χ²(ν₀, s₀²); A = Xᵀ X + λ, w = A⁻¹ Xᵀ y, ν = ν₀ + n - 1,
 * s² = (ν₀ s₀² + yᵀ y - wᵀ Xᵀ y) / ν. At x the value is Student's t around wᵀ x with ν degrees of freedom and scale²
 * s² (1 + 1/n + xᵀ A⁻¹ x). (Gelman et al., Bayesian Data Analysis, sections 14.2 and 14.8.)
 */
import { at, choleskyWithJitter, dot, solveCholesky } from "../../base/linear-algebra.ts";
import { mean, standardDeviation } from "../../base/statistics.ts";
import { studentQuantile } from "../../base/student-t.ts";
import type { Estimate } from "../../study/measurement.ts";

export interface Lesson {
  readonly features: readonly number[];
  readonly value: number;
}

/** λ: little, because what is looked for may lie beyond all lessons. */
const weightPrecision = 0.1;
/** ν₀ and s₀²: as if two lessons had been seen that the features explain three quarters of. */
const priorLessons = 2;
const priorNoise = 0.25;

/** Values less their mean, in standard deviations. */
function standardiser(values: readonly number[]): { readonly centre: number; readonly spread: number } {
  return { centre: mean(values), spread: standardDeviation(values) || 1 };
}

/**
 * The value to be expected where the features are these.
 * @param lessons two or more, of as many features each
 * @returns its mean with its 95 % interval, which holds what a new lesson's value scatters
 */
export function expectedValue(lessons: readonly Lesson[], features: readonly number[]): Estimate {
  const [n, d] = [lessons.length, features.length];
  const scales = features.map((_, j) => standardiser(lessons.map((lesson) => lesson.features[j] ?? 0)));
  const target = standardiser(lessons.map(({ value }) => value));
  const standardised = (row: readonly number[]) =>
    Float64Array.from(scales, ({ centre, spread }, j) => ((row[j] ?? 0) - centre) / spread);
  const rows = lessons.map((lesson) => standardised(lesson.features));
  const values = lessons.map(({ value }) => (value - target.centre) / target.spread);

  // A = Xᵀ X + λ [d, d], b = Xᵀ y [d]
  const normal = new Float64Array(d * d);
  const moments = new Float64Array(d);
  rows.forEach((row, i) => {
    for (let j = 0; j < d; j++) {
      moments[j] = at(moments, j) + at(row, j) * (values[i] ?? 0);
      for (let k = 0; k < d; k++) normal[j * d + k] = at(normal, j * d + k) + at(row, j) * at(row, k);
    }
  });
  for (let j = 0; j < d; j++) normal[j * d + j] = at(normal, j * d + j) + weightPrecision;
  const factor = choleskyWithJitter(normal, d);
  if (factor === null) throw new RangeError("the lessons' features are not finite");
  const weights = solveCholesky(factor, d, moments);

  const degreesOfFreedom = priorLessons + n - 1;
  const unexplained = values.reduce((sum, value) => sum + value ** 2, 0) - dot(weights, 0, moments, 0, d);
  const noise = (priorLessons * priorNoise + Math.max(0, unexplained)) / degreesOfFreedom;
  const asked = standardised(features);
  const leverage = 1 / n + dot(asked, 0, solveCholesky(factor, d, asked), 0, d);
  const half = studentQuantile(0.975, degreesOfFreedom) * Math.sqrt(noise * (1 + leverage)) * target.spread;
  const value = target.centre + target.spread * dot(weights, 0, asked, 0, d);
  return { value, low: value - half, high: value + half, samples: n };
}
