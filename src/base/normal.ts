/**
 * The standard normal distribution.
 *
 * Notation: φ density, Φ distribution function, Q(x) = 1 - Φ(x) upper tail. Everything rests on the scaled tail
 * q(x) = Q(x) · exp(x² / 2) for x ≥ 0, which neither underflows nor loses digits: Hart's rational approximation 5666
 * below 5√2, Laplace's continued fraction above (G. West, "Better approximations to cumulative normal functions",
 * Wilmott 2005).
 */
import { exponential } from "./exponential.ts";
import { logarithm, logarithmOfOnePlus } from "./logarithm.ts";

const rootTwoPi = Math.sqrt(2 * Math.PI);
const logRootTwoPi = logarithm(rootTwoPi);

/** Indexed, because it runs a million times a suggestion and an iterator would cost more than the arithmetic. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + (coefficients[i] as number);
  return sum;
}

const hartNumerator = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
  220.206867912376,
];
const hartDenominator = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
];
const switchPoint = 5 * Math.SQRT2;
const fractionDepth = 12;
/** From here on the first level is all of the fraction. */
const lastPoint = 1e8;

/** q(x) for x ≥ 0, relative error below 1e-10 (1e-14 near zero and far out). */
function scaledTail(x: number): number {
  if (x < switchPoint) {
    // Side by side, so that neither sum waits for itself.
    let numerator = 0;
    let denominator = hartDenominator[0] as number;
    for (let i = 0; i < hartNumerator.length; i++) {
      numerator = numerator * x + (hartNumerator[i] as number);
      denominator = denominator * x + (hartDenominator[i + 1] as number);
    }
    return numerator / denominator;
  }
  if (x > lastPoint) return 1 / (x * rootTwoPi);
  // x + k / (a / b) = (x a + k b) / a: one division instead of one a level.
  let above = x;
  let below = 1;
  for (let depth = fractionDepth; depth > 0; depth--) {
    const sum = x * above + depth * below;
    below = above;
    above = sum;
  }
  return below / (above * rootTwoPi);
}

/** φ(x) */
export function normalDensity(x: number): number {
  return exponential(-0.5 * x * x) / rootTwoPi;
}

/** log φ(x) */
export function logNormalDensity(x: number): number {
  return -0.5 * x * x - logRootTwoPi;
}

/** Φ(x) */
export function normalCdf(x: number): number {
  const tail = exponential(-0.5 * x * x) * scaledTail(Math.abs(x));
  return x > 0 ? 1 - tail : tail;
}

/** log Φ(x), finite for every finite x. */
export function logNormalCdf(x: number): number {
  return x > 0 ? logarithmOfOnePlus(-normalCdf(-x)) : -0.5 * x * x + logarithm(scaledTail(-x));
}

/** φ(z) + z Φ(z): expected improvement in units of the standard deviation. */
export function expectedImprovement(z: number): number {
  const weight = exponential(-0.5 * z * z);
  const tail = weight * scaledTail(Math.abs(z));
  return Math.max(0, weight / rootTwoPi + (z > 0 ? z - z * tail : z * tail));
}

/**
 * log(φ(z) + z Φ(z)): the logarithm of expected improvement in units of the standard deviation, finite for every
 * finite z (Ament et al., "Unexpected improvements to expected improvement", 2023, section 4.1).
 */
export function logExpectedImprovement(z: number): number {
  if (z > -1) return logarithm(normalDensity(z) + z * normalCdf(z));
  const x = -z;
  // φ - xQ = φ (1 - x √(2π) q). Far out the bracket cancels; its series 1/x² - 3/x⁴ + 15/x⁶ takes over.
  const bracket = x < 60 ? 1 - x * rootTwoPi * scaledTail(x) : (1 - (3 * (1 - 5 / x ** 2)) / x ** 2) / x ** 2;
  return logNormalDensity(x) + logarithm(bracket);
}

const centralNumerator = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const centralDenominator = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const outerNumerator = [
  -7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const outerDenominator = [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

/**
 * Φ⁻¹(share), ±∞ at the ends: P. J. Acklam's approximation, polished by one step of Halley's method.
 * @param share in [0, 1]
 */
export function normalQuantile(share: number): number {
  if (share <= 0) return Number.NEGATIVE_INFINITY;
  if (share >= 1) return Number.POSITIVE_INFINITY;
  if (share > 0.5) return -normalQuantile(1 - share);
  const centred = share - 0.5;
  const radius = Math.sqrt(-2 * logarithm(share));
  const guess =
    share < 0.02425
      ? polynomial(outerNumerator, radius) / polynomial(outerDenominator, radius)
      : (centred * polynomial(centralNumerator, centred ** 2)) / polynomial(centralDenominator, centred ** 2);
  const step = (normalCdf(guess) - share) / normalDensity(guess);
  return Number.isFinite(step) ? guess - step / (1 + 0.5 * guess * step) : guess;
}
