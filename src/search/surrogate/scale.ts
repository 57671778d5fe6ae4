/**
 * What becomes of a metric's values before they are modelled: the sign is turned so that less is better, sizes and times
 * are seen by ratio, values far on the bad side are pulled in, and the rest has mean 0 and standard deviation 1. How bad a
 * bad student is matters little; one outlier would flatten all differences between good ones. Nothing is cut off: a model
 * follows a bend more easily than an edge, and still learns where the worst lies.
 *
 * Notation: q the upper quartile, D one and a half times the quartiles' distance; a value v beyond Tukey's fence q + D
 * counts as q + D + D log((v - q) / D), which begins there with slope 1.
 */
import { exponential } from "../../base/exponential.ts";
import { logarithm } from "../../base/logarithm.ts";
import { normalQuantile } from "../../base/normal.ts";
import { mean, quantileOfSorted, sorted, standardDeviation } from "../../base/statistics.ts";
import type { Estimate } from "../../study/measurement.ts";

export interface Scale {
  readonly sign: 1 | -1;
  readonly logarithmic: boolean;
  /** q + D, of the signed (and logarithmic) value; infinite where nothing is pulled in. */
  readonly fence: number;
  /** D */
  readonly reach: number;
  readonly centre: number;
  readonly spread: number;
}

export interface ScaleOptions {
  readonly sign: 1 | -1;
  /** Spans orders of magnitude; honoured where all values are above 0. */
  readonly logarithmic: boolean;
  /** Bounds of constraints on the metric: what lies near them is not pulled in. */
  readonly bounds: readonly number[];
}

/** Half the width of a 95 % interval in standard deviations. */
const halfWidth = normalQuantile(0.975);
const largestVariance = 10;

const unfenced = ({ sign, logarithmic }: Pick<Scale, "sign" | "logarithmic">, value: number) =>
  sign * (logarithmic ? logarithm(Math.max(value, Number.MIN_VALUE)) : value);

/** @param bounds never beyond the fence: a bound above q takes its place */
function upperFence(ascending: Float64Array, bounds: readonly number[]): Pick<Scale, "fence" | "reach"> {
  const [lower, upper] = [quantileOfSorted(ascending, 0.25), quantileOfSorted(ascending, 0.75)];
  // Half of the values being equal says nothing about the spread of the others.
  if (!(upper > lower)) return { fence: Infinity, reach: Infinity };
  const highest = Math.max(upper, ...bounds.filter(Number.isFinite));
  const reach = 1.5 * (highest - lower);
  return { fence: highest + reach, reach };
}

function pulledIn({ fence, reach }: Pick<Scale, "fence" | "reach">, value: number): number {
  if (value <= fence) return value;
  // Logarithms apart: the quotient of a huge value and a tiny reach is none.
  const beyond = Math.min(Number.MAX_VALUE, value - fence + reach);
  return fence + reach * (logarithm(beyond) - logarithm(reach));
}

export function fitScale(values: readonly number[], { sign, logarithmic: wanted, bounds }: ScaleOptions): Scale {
  const logarithmic = wanted && values.every((value) => value > 0);
  const direction = { sign, logarithmic };
  const ascending = sorted(values.map((value) => unfenced(direction, value)));
  const limit = upperFence(
    ascending,
    bounds.map((bound) => unfenced(direction, bound)),
  );
  const weighed = ascending.map((value) => pulledIn(limit, value));
  // In units of the greatest magnitude nothing overflows, and rounding is told from spread.
  const magnitude = Math.max(Number.MIN_VALUE, ...weighed.map(Math.abs));
  const units = weighed.map((value) => value / magnitude);
  const deviation = standardDeviation(units);
  return {
    ...direction,
    ...limit,
    centre: values.length === 0 ? 0 : mean(units) * magnitude,
    spread: deviation > 1e-12 ? deviation * magnitude : 1,
  };
}

/** A measured value, or a bound, as the model sees it: greater stays greater. */
export function scaled(scale: Scale, value: number): number {
  return (pulledIn(scale, unfenced(scale, value)) - scale.centre) / scale.spread;
}

/** The measured value that the model sees so. */
export function unscaled(scale: Scale, value: number): number {
  const { sign, fence, reach } = scale;
  const seen = value * scale.spread + scale.centre;
  const signed = sign * (seen <= fence ? seen : fence + reach * (exponential((seen - fence) / reach) - 1));
  return scale.logarithmic ? exponential(signed) : signed;
}

/** The variance of an estimate, told by the width of its interval, in the model's units squared. */
export function scaledVariance(scale: Scale, { value, low, high, samples }: Estimate): number {
  if (samples === 0 || !(high > low)) return 0;
  const width = !scale.logarithmic ? high - low : low > 0 ? logarithm(high / low) : (high - low) / value;
  return Math.min(largestVariance, (width / (2 * halfWidth * scale.spread)) ** 2);
}
