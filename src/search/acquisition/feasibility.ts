/** The probability of meeting every constraint, in logarithms: what is maximised as long as nothing meets them all. */
import { exponential } from "../../base/exponential.ts";
import { at } from "../../base/linear-algebra.ts";
import { logarithmOfOnePlus } from "../../base/logarithm.ts";
import { logNormalCdf } from "../../base/normal.ts";
import type { Limits } from "../surrogate/outcomes.ts";
import type { Score, Situation } from "./situation.ts";

/** log P(low ≤ y ≤ high) of a normal y, finite for finite limits and a positive deviation. */
export function logWithin({ low, high }: Limits, mean: number, deviation: number): number {
  if (!(deviation > 0)) return mean >= low && mean <= high ? 0 : Number.NEGATIVE_INFINITY;
  let [a, b] = [(low - mean) / deviation, (high - mean) / deviation];
  // In the upper tail both distribution functions round to 1: measure from the other side.
  if (a > 0) [a, b] = [-b, -a];
  const [below, above] = [logNormalCdf(a), logNormalCdf(b)];
  if (below === Number.NEGATIVE_INFINITY) return above;
  return above + logarithmOfOnePlus(-exponential(Math.min(0, below - above)));
}

export const isLimited = ({ low, high }: Limits) => low > Number.NEGATIVE_INFINITY || high < Infinity;

/** Σ log P(within limits) over the outcomes that have any; outcomes are taken as independent. */
export function feasibilityScore({ weighed }: Situation): Score {
  const limited = weighed
    .filter(({ outcome }) => isLimited(outcome.limits))
    .map(({ outcome, belief }) => ({ limits: outcome.limits, believe: belief.conditioned([]) }));
  return (candidates) => {
    const sum = new Float64Array(candidates.length);
    for (const { limits, believe } of limited) {
      const { deviation, mean } = believe(candidates);
      // Conditioned on nothing, a belief is the same under every draw: the first will do.
      for (let c = 0; c < candidates.length; c++) sum[c] = at(sum, c) + logWithin(limits, mean(c, 0), at(deviation, c));
    }
    return sum;
  };
}
