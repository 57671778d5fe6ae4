/** Location, spread and intervals of samples. Nothing here changes its arguments. */
import type { Random } from "./random.ts";
import { normalQuantile } from "./normal.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
}

/** Standard deviation with n - 1 in the denominator; 0 of fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] ?? 0) - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

/** A copy in increasing order. */
export function sorted(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/**
 * The quantile of values already in increasing order, interpolated linearly (Hyndman and Fan's type 7, as NumPy).
 * @param share in [0, 1]
 * @returns NaN of nothing
 */
export function quantileOfSorted(ascending: ArrayLike<number>, share: number): number {
  const position = share * (ascending.length - 1);
  const below = Math.floor(position);
  const low = ascending[below] ?? Number.NaN;
  const high = ascending[below + 1] ?? low;
  // Without the guard, infinite neighbours would give ∞ - ∞.
  return position === below ? low : low + (position - below) * (high - low);
}

/** The same of values in any order. */
export function quantile(values: Iterable<number>, share: number): number {
  return quantileOfSorted(sorted(values), share);
}

export function median(values: Iterable<number>): number {
  return quantile(values, 0.5);
}

/**
 * Percentile bootstrap (Efron 1979): the statistic of `resamples` draws with replacement, cut at the level.
 * @param level share of the distribution inside, e.g. 0.95
 * @returns a point where there are fewer than two samples; NaN of nothing
 */
export function bootstrapInterval(
  samples: readonly number[],
  statistic: (resample: readonly number[]) => number,
  random: Random,
  { resamples = 1000, level = 0.95 }: { readonly resamples?: number; readonly level?: number } = {},
): Interval {
  if (samples.length < 2) {
    const value = samples.length === 0 ? Number.NaN : statistic(samples);
    return { low: value, high: value };
  }
  const statistics = sorted(
    Array.from({ length: resamples }, () =>
      statistic(samples.map(() => samples[random.integer(samples.length)] ?? Number.NaN)),
    ),
  );
  const tail = (1 - level) / 2;
  return { low: quantileOfSorted(statistics, tail), high: quantileOfSorted(statistics, 1 - tail) };
}

/** Wilson's score interval of a proportion (1927): inside [0, 1] and sensible at 0 and at all successes. */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const z = normalQuantile((1 + level) / 2);
  const share = successes / trials;
  const centre = share + z ** 2 / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  const scale = 1 + z ** 2 / trials;
  // Rounding must not put the bound of an extreme share beyond it.
  return {
    low: successes === 0 ? 0 : Math.max(0, (centre - half) / scale),
    high: successes === trials ? 1 : Math.min(1, (centre + half) / scale),
  };
}
