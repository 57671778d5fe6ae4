/**
 * A metric's model around what an earlier study expects, where that predicts the trials of this one better.
 *
 * Notation: y [n] standardised targets, m(x) the earlier study's mean, standardised by its own trials; y = a + b m(x) +
 * δ(x) with δ a Gaussian process. A device that is twice as slow moves a (times are seen by ratio), a teacher that is
 * better stretches b; b is never below 0: what went up there and goes down here is another metric. (Residual models:
 * Golovin et al. 2017, "Google Vizier", section 3.3, with one level. Which model holds is told by each trial's density
 * under all others, Rasmussen and Williams, equations 5.10 to 5.12, so that an earlier study that misleads is dropped
 * as soon as trials contradict it.)
 */
import { at, inverseFromCholesky } from "../../base/linear-algebra.ts";
import { logarithm } from "../../base/logarithm.ts";
import { mean } from "../../base/statistics.ts";
import { around, meanAt, refit, type GaussianProcess } from "../surrogate/gaussian-process.ts";
import type { TrainingData } from "../surrogate/marginal-likelihood.ts";

/** What an earlier study expects of a metric, in standard deviations of its own values; less is better. */
export interface SourceModel {
  readonly name: string;
  readonly process: GaussianProcess;
}

/** What came of the earlier studies that measured a metric. */
export type Lesson =
  | { readonly kind: "learned"; readonly from: string }
  /** The trials of this study contradict all of them, or are foretold as well without. */
  | { readonly kind: "refuted" }
  /** The trials here cannot tell yet. */
  | { readonly kind: "open" };

/** With fewer trials nothing can contradict anything. */
export const fewestTrials = 4;
/** So many trials that agree with b = 1 does that belief weigh. */
const slopeWeight = 1;
/** By how much, in log density, an earlier study has to predict better than none, or worse to be contradicted. */
const margin = 1;

interface Line {
  readonly a: number;
  readonly b: number;
}

/** Least squares, with b drawn towards 1. */
export function lineThrough(means: Float64Array, targets: Float64Array): Line {
  const [centre, level] = [mean(means), mean(targets)];
  let [along, across] = [slopeWeight, slopeWeight];
  means.forEach((value, i) => {
    along += (value - centre) ** 2;
    across += (value - centre) * (at(targets, i) - level);
  });
  const b = Math.max(0, across / along);
  return { a: level - b * centre, b };
}

/** The process of what differs from a source, around what the source expects; undefined where that is nothing. */
function learned(source: GaussianProcess, data: TrainingData, alone: GaussianProcess): GaussianProcess | undefined {
  const { a, b } = lineThrough(meanAt(source, data), data.targets);
  if (b === 0) return undefined;
  return around((where) => meanAt(source, where).map((value) => a + b * value), data, (rest) => refit(rest, alone));
}

interface LeaveOneOut {
  /** Σ log p(y_i | all others) */
  readonly density: number;
  /** By how much the density would grow if every trial were foretold exactly. */
  readonly room: number;
}

/** With α = K⁻¹ y, each target given all others is normal with variance 1 / (K⁻¹)_ii, off by α_i / (K⁻¹)_ii. */
export function leaveOneOut({ factor, weights }: Pick<GaussianProcess, "factor" | "weights">): LeaveOneOut {
  const n = weights.length;
  const inverse = inverseFromCholesky(factor, n);
  let [foretold, room] = [0, 0];
  for (let i = 0; i < n; i++) {
    const precision = at(inverse, i * n + i);
    foretold += 0.5 * (logarithm(precision) - logarithm(2 * Math.PI));
    room += (0.5 * at(weights, i) ** 2) / precision;
  }
  return { density: foretold - room, room };
}

/**
 * A trend along the features passes so close by the first trials that not even exact foresight could improve on it: they
 * can speak against an earlier study, but not yet for it.
 * @param alone the model of this study's trials without any other
 */
export function learnFrom(
  sources: readonly SourceModel[],
  data: TrainingData,
  alone: GaussianProcess,
): { readonly process: GaussianProcess; readonly lesson: Lesson } {
  if (data.count < fewestTrials) return { process: alone, lesson: { kind: "open" } };
  const { density: without, room } = leaveOneOut(alone);
  const [best] = sources
    .flatMap(({ name, process: source }) => {
      const process = learned(source, data, alone);
      return process === undefined ? [] : [{ name, process, gain: leaveOneOut(process).density - without }];
    })
    .sort((one, other) => other.gain - one.gain);
  if (best === undefined) return { process: alone, lesson: { kind: "refuted" } };
  if (best.gain > margin) return { process: best.process, lesson: { kind: "learned", from: best.name } };
  return { process: alone, lesson: { kind: best.gain >= -margin && room <= margin ? "open" : "refuted" } };
}
