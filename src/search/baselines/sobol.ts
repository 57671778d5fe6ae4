/** One scrambled Sobol sequence a seed, without its points that are not allowed or were tried. */
import type { Problem, Proposal } from "../problem.ts";
import { sobolPoints } from "../quasi-random.ts";
import { candidateKey, drawnFrom, type Candidate } from "../space/axes.ts";

/** Points looked at; what so many do not hit comes last. */
const pointLimit = 2 ** 16;

export function sobol({ space, tried }: Problem, count: number, seed: number): Proposal[] {
  const { axes } = space;
  // How many points were left out before is not known, so the sequence is walked from its start.
  for (let length = 2 * (tried.length + count); ; length *= 2) {
    const taken = new Set(tried.map(({ candidate }) => candidateKey(candidate)));
    const proposals: Proposal[] = [];
    const keep = (candidate: Candidate | undefined) => {
      if (candidate === undefined || proposals.length === count || taken.has(candidateKey(candidate))) return;
      taken.add(candidateKey(candidate));
      proposals.push({ candidate, origin: "sobol" });
    };
    const points = sobolPoints(Math.min(length, pointLimit), axes.length, seed);
    for (let start = 0; start < points.length && proposals.length < count; start += axes.length)
      keep(space.settle(axes.map((axis, index) => drawnFrom(axis, points[start + index] ?? 0))));
    if (length >= pointLimit) space.all?.forEach(keep);
    if (proposals.length === count || length >= pointLimit) return proposals;
  }
}
