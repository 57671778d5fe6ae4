/** The candidates a proposal is chosen from: allowed, within the bounds on known metrics, and not tried yet. */
import type { Random } from "../../base/random.ts";
import { sobolPoints } from "../quasi-random.ts";
import { candidateKey, valueFrom, type Candidate } from "./axes.ts";
import { neighbours, pairNeighbours } from "./neighbours.ts";
import type { SearchSpace } from "./space.ts";

/** Up to here every candidate is looked at. */
const enumerationLimit = 10_000;
const sampleCount = 512;
/** Bounds on known metrics may leave little of a large space; so many points are drawn in all. */
const drawLimit = 16_384;
const walkCount = 16;
const walkLimit = 200;

export interface Candidates {
  /** Whether these are all there are; otherwise steps lead to better ones. */
  readonly isComplete: boolean;
  readonly candidates: readonly Candidate[];
}

/** What may be proposed. */
export interface Eligibility {
  readonly isTaken: (candidate: Candidate) => boolean;
  /** By how much bounds on known metrics are broken; 0 where they are met. */
  readonly violation: (candidate: Candidate) => number;
}

export const isEligible = ({ isTaken, violation }: Eligibility, candidate: Candidate) =>
  !isTaken(candidate) && violation(candidate) === 0;

/** From anywhere downhill to where no bound is broken; undefined where the walk gets stuck. */
function walkInside(
  start: Candidate,
  space: SearchSpace,
  violation: Eligibility["violation"],
): Candidate | undefined {
  let [here, least] = [start, violation(start)];
  for (let step = 0; step < walkLimit && least > 0; step++) {
    const before = least;
    for (const neighbour of [...neighbours(here, space), ...pairNeighbours(here, space)]) {
      const value = violation(neighbour);
      if (value < least) [here, least] = [neighbour, value];
    }
    if (least === before) return undefined;
  }
  return least === 0 ? here : undefined;
}

/** Scrambled Sobol points, each at its nearest values, where the predicate allows them. */
function spread(space: SearchSpace, count: number, seed: number): Candidate[] {
  const { axes } = space;
  const points = sobolPoints(count, axes.length, seed);
  return Array.from({ length: count }, (_, row) =>
    space.settle(axes.map((axis, index) => valueFrom(axis, points[row * axes.length + index] ?? 0))),
  ).flatMap((candidate) => candidate ?? []);
}

export function candidatesOf(space: SearchSpace, eligibility: Eligibility, random: Random): Candidates {
  if (space.all !== null && space.all.length <= enumerationLimit)
    return { isComplete: true, candidates: space.all.filter((candidate) => isEligible(eligibility, candidate)) };
  const found = new Map<string, Candidate>();
  const keep = (candidate: Candidate) => {
    if (isEligible(eligibility, candidate)) found.set(candidateKey(candidate), candidate);
  };
  for (let drawn = 0; drawn < drawLimit && found.size < sampleCount; drawn += sampleCount)
    spread(space, sampleCount, random.integer(2 ** 32)).forEach(keep);
  // What chance does not hit, a walk may find, and its surroundings with it.
  for (let walk = 0; walk < walkCount && found.size < walkCount; walk++) {
    const start = space.draw(random);
    const inside = start && walkInside(start, space, eligibility.violation);
    if (inside !== undefined) [inside, ...neighbours(inside, space), ...pairNeighbours(inside, space)].forEach(keep);
  }
  return { isComplete: false, candidates: [...found.values()] };
}
