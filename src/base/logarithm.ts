/**
 * The natural logarithm, and powers by it, in sums, products and quotients alone, so that all engines round alike (see
 * exponential.ts).
 *
 * Notation: x = 2^e (1 + f) with √½ ≤ 1 + f < √2; s = f / (2 + f), so that (1 + f) = (1 + s) / (1 - s) and
 * log(1 + f) = 2 (s + s³/3 + s⁵/5 + …) = f - s (f - R), R = 2 s²/3 + 2 s⁴/5 + …, where the correction of the exact f is
 * small and its rounding errors with it. ln 2 is the sum of two numbers, the first of so few digits that its product
 * with e is exact.
 */
import { exponential } from "./exponential.ts";

/** ln 2 in its first 32 digits, and what is left of it: ln 2 is 2.3e-17 greater than the number nearest to it. */
const ln2 = Math.round(Math.LN2 * 2 ** 32) / 2 ** 32;
const restOfLn2 = Math.LN2 - ln2 + 2.319046813846299558e-17;

const subnormalScale = 2 ** 54;
const leastNormal = 2 ** -1022;

/** 2^-e, e from -1023. */
const powers = Float64Array.from({ length: 2047 }, (_, i) => 2 ** (1023 - i));

const number = new Float64Array(1);
/** Its digits, the high half last: wherever pages run, the low byte comes first. */
const words = new Uint32Array(number.buffer);

/** log(1 + f) for √½ ≤ 1 + f < √2, less f: with s² < 0.0295 what is left out lies below the last digit. */
function correction(f: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const near = 2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11))));
  const far = 2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21))));
  return s * (z * (near + z * z * (z * z) * z * far) - f);
}

/** log x, within one unit of the last digit; -Infinity of 0. */
export function logarithm(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Infinity) return x;
  const isSubnormal = x < leastNormal;
  number[0] = isSubnormal ? x * subnormalScale : x;
  let power = ((words[1] as number) >>> 20) - 1023;
  let fraction = number[0] * (powers[power + 1023] as number);
  if (fraction >= Math.SQRT2) {
    fraction /= 2;
    power++;
  }
  if (isSubnormal) power -= 54;
  const f = fraction - 1;
  return power * ln2 + (f + (correction(f) + power * restOfLn2));
}

/** log(1 + x), as exact where x is small. */
export function logarithmOfOnePlus(x: number): number {
  return x > Math.SQRT1_2 - 1 && x < Math.SQRT2 - 1 ? x + correction(x) : logarithm(1 + x);
}

/** base^exponent of a base that is not negative. The error grows with the size of the result's logarithm. */
export function power(base: number, exponent: number): number {
  return exponent === 0 ? 1 : exponential(exponent * logarithm(base));
}
