/**
 * e^x in sums and products alone. Engines may round `Math.exp` differently, and a search that replays a study must
 * choose alike in all of them; it is also twice as fast, and the search takes millions of exponentials a proposal.
 *
 * Notation: x = (64 e + i) ln 2 / 64 + r with 0 ≤ i < 64 and |r| ≤ ln 2 / 128, so that e^x = 2^e · 2^(i / 64) · e^r
 * (Tang 1989, with a longer Taylor polynomial). ln 2 / 64 is the sum of two numbers, the first of so few digits that its
 * product with 64 e + i is exact.
 */
const steps = 64;
const stepsPerUnit = steps / Math.LN2;
/** ln 2 / 64 in its first 26 digits, and what is left of it. */
const lengthOfStep = Math.round((Math.LN2 / steps) * 2 ** 32) / 2 ** 32;
/** ln 2 is this much greater than the number nearest to it. */
const restOfLn2 = 2.319046813846299558e-17;
const restOfStep = Math.LN2 / steps - lengthOfStep + restOfLn2 / steps;

/** Added and taken away again, it rounds to a whole number. */
const rounding = 1.5 * 2 ** 52;

const leastPower = -1022;
const greatestPower = 1023;
const least = leastPower * Math.LN2;
const greatest = greatestPower * Math.LN2;

/** 2^(i / 64): each the root of one that is known before it, correctly rounded like all roots. */
function rootOfTwo(i: number): number {
  if (i === 0) return 1;
  return Math.sqrt((2 * i >= steps ? 2 : 1) * rootOfTwo((2 * i) % steps));
}
const roots = Float64Array.from({ length: steps }, (_, i) => rootOfTwo(i));
const powers = Float64Array.from({ length: greatestPower - leastPower + 1 }, (_, i) => 2 ** (leastPower + i));

/** Within two units of the last digit; 0 below e^-708, Infinity above e^709. */
export function exponential(x: number): number {
  if (!(x > least)) return x <= least ? 0 : Number.NaN;
  if (x > greatest) return Infinity;
  const step = x * stepsPerUnit + rounding - rounding;
  const r = x - step * lengthOfStep - step * restOfStep;
  const excess = r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r / 120))));
  // Every index is inside, see the bounds above.
  const root = roots[step & (steps - 1)] as number;
  return (root + root * excess) * (powers[(step >> 6) - leastPower] as number);
}
