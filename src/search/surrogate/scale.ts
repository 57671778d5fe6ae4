/**
 * What becomes of a metric's values before they are modelled: the sign is turned so that less is better, sizes and times
 * are seen by ratio, values far on the bad side are pulled in (Tukey's fences), and the rest has mean 0 and standard
 * deviation 1. How bad a bad student is matters little; without the fence one outlier flattens all differences between
 * good ones.
 */
import { exponential } from "../../base/exponential.ts";
import { logarithm } from "../../base/logarithm.ts";
import { normalQuantile } from "../../base/normal.ts";
import { mean, quantileOfSorted, sorted, standardDeviation } from "../../base/statistics.ts";
import type { Estimate } from "../../study/measurement.ts";

export interface Scale {
  readonly sign: 1 | -1;
  readonly logarithmic: boolean;
  /** Upper fence of the signed (and logarithmic) value. */
  readonly fence: number;
  readonly centre: number;
  readonly spread: number;
}

export interface ScaleOptions {
  readonly sign: 1 | -1;
  /** Spans orders of magnitude; honoured where all values are above 0. */
  readonly logarithmic: boolean;
  /** Bounds of constraints on the metric: the fence never hides on which side of them a value lies. */
  readonly bounds: readonly number[];
}

/** Half the width of a 95 % interval in standard deviations. */
const halfWidth = normalQuantile(0.975);
const largestVariance = 10;

const unfenced = ({ sign, logarithmic }: Pick<Scale, "sign" | "logarithmic">, value: number) =>
  sign * (logarithmic ? logarithm(Math.max(value, Number.MIN_VALUE)) : value);

/** Tukey's outer limit: the upper quartile and one and a half times the quartiles' distance. */
function upperFence(ascending: Float64Array, bounds: readonly number[]): number {
  const [lower, upper] = [quantileOfSorted(ascending, 0.25), quantileOfSorted(ascending, 0.75)];
  // Half of the values being equal says nothing about the spread of the others.
  if (!(upper > lower)) return Infinity;
  const highest = Math.max(upper, ...bounds.filter(Number.isFinite));
  return highest + 1.5 * (highest - lower);
}

export function fitScale(values: readonly number[], { sign, logarithmic: wanted, bounds }: ScaleOptions): Scale {
  const logarithmic = wanted && values.every((value) => value > 0);
  const direction = { sign, logarithmic };
  const ascending = sorted(values.map((value) => unfenced(direction, value)));
  const fence = upperFence(
    ascending,
    bounds.map((bound) => unfenced(direction, bound)),
  );
  const fenced = ascending.map((value) => Math.min(value, fence));
  // In units of the greatest magnitude nothing overflows, and rounding is told from spread.
  const magnitude = Math.max(Number.MIN_VALUE, ...fenced.map(Math.abs));
  const units = fenced.map((value) => value / magnitude);
  const deviation = standardDeviation(units);
  return {
    ...direction,
    fence,
    centre: values.length === 0 ? 0 : mean(units) * magnitude,
    spread: deviation > 1e-12 ? deviation * magnitude : 1,
  };
}

/** The value as the model sees it. */
export function scaled(scale: Scale, value: number): number {
  return (Math.min(unfenced(scale, value), scale.fence) - scale.centre) / scale.spread;
}

/** The measured value that the model sees so. */
export function unscaled(scale: Scale, value: number): number {
  const signed = scale.sign * (value * scale.spread + scale.centre);
  return scale.logarithmic ? exponential(signed) : signed;
}

/** A bound as the model sees it; bounds are not fenced. */
export function scaledBound(scale: Scale, bound: number): number {
  return (unfenced(scale, bound) - scale.centre) / scale.spread;
}

/** The variance of an estimate, told by the width of its interval, in the model's units squared. */
export function scaledVariance(scale: Scale, { value, low, high, samples }: Estimate): number {
  if (samples === 0 || !(high > low)) return 0;
  const width = !scale.logarithmic ? high - low : low > 0 ? logarithm(high / low) : (high - low) / value;
  return Math.min(largestVariance, (width / (2 * halfWidth * scale.spread)) ** 2);
}
