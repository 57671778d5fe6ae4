/**
 * Trying a candidate again. Where measurements are noisy, luck puts candidates on the front and keeps others off it. Of
 * those whose place is most open, one more measurement says more about the front than a new candidate would.
 *
 * Notation: p share of the joint draws in which a candidate is on the front; 0 and 1 are settled, one half is open.
 */
import { drawnFronts, type Situation } from "./situation.ts";

/** Share of the proposals that may go to what was tried before. */
export const repeatShare = 0.25;
/** A candidate is measured so often at most (as in SMAC, which tries none of its best more than three times). */
const mostTimes = 3;
/** p from here to as far below 1 is open. */
const leastChance = 0.2;

/**
 * The row of the evaluated candidate whose place on the front is most open; undefined where all are settled.
 * @param times how often a candidate was tried, those in training included
 */
export function mostOpen(situation: Situation, times: (row: number) => number): number | undefined {
  const { chanceOf } = drawnFronts(situation);
  const [first] = Array.from({ length: situation.evaluatedCount }, (_, row) => ({ row, chance: chanceOf(row) }))
    .filter(({ chance }) => chance >= leastChance && chance <= 1 - leastChance)
    .filter(({ row }) => times(row) < mostTimes)
    .sort((a, b) => Math.abs(a.chance - 0.5) - Math.abs(b.chance - 0.5) || a.row - b.row);
  return first?.row;
}
