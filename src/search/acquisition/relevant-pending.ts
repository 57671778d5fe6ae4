/**
 * Which trials in training a proposal looks at. Joint draws cost the third power of their number, so where hundreds of
 * workers are busy only those count that may be on the front: what the others turn out to be changes nothing.
 */
import { at } from "../../base/linear-algebra.ts";
import { dominates } from "../../study/pareto.ts";
import type { Candidate } from "../space/axes.ts";
import { encode, type Encoding } from "../surrogate/encoding.ts";
import { predict } from "../surrogate/gaussian-process.ts";
import type { Outcome } from "../surrogate/outcomes.ts";

const mostPending = 64;
/** Standard deviations by which a trial may turn out better than expected. */
const optimism = 1;

/** Those that the fewest others are expected to beat, in their order. */
export function relevantPending(
  pending: readonly Candidate[],
  outcomes: readonly Outcome[],
  encoding: Encoding,
): readonly Candidate[] {
  if (pending.length <= mostPending) return pending;
  const where = encode(encoding, pending);
  const hopes = outcomes
    .filter(({ role }) => role === "objective")
    .map((outcome) => {
      if (outcome.kind === "known") return Float64Array.from(pending, outcome.value);
      const { mean, variance } = predict(outcome.process, where);
      return mean.map((value, row) => value - optimism * Math.sqrt(at(variance, row)));
    });
  const points = pending.map((_, row) => hopes.map((hoped) => at(hoped, row)));
  const beatenBy = points.map((point) => points.filter((other) => dominates(other, point)).length);
  const kept = new Set([...pending.keys()].sort((a, b) => (beatenBy[a] ?? 0) - (beatenBy[b] ?? 0) || a - b).slice(0, mostPending));
  return pending.filter((_, row) => kept.has(row));
}
