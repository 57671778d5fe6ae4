/**
 * Where to look round candidates that are known to be good: a little to each side on every continuous axis, and along the
 * lines to their neighbours. Where a bound makes the front, improvement is a thin strip between its students and beyond its
 * ends, which no spread of points over the whole space would hit.
 */
import { placeOf, valueFrom, type Candidate, type FloatAxis } from "../space/axes.ts";
import type { SearchSpace } from "../space/space.ts";

/** How far to each side, in places. */
const scatter = [0.01, 0.05, 0.2];
const neighbourCount = 2;
/** Halfway to a neighbour. */
const between = 0.5;
/** As far beyond: a front along a bound goes on the way it came. Elsewhere this only leads to corners that models dream of. */
const beyond = -0.5;

/** To each side on its continuous axes. */
function scattered(candidate: Candidate, space: SearchSpace): Candidate[] {
  const continuous = space.axes.flatMap((axis, index): [FloatAxis, number][] =>
    axis.kind === "float" && axis.high > axis.low ? [[axis, index]] : [],
  );
  return continuous.flatMap(([axis, index]) =>
    scatter
      .flatMap((shift) => [-shift, shift])
      .flatMap((shift) => {
        const place = Math.min(1, Math.max(0, placeOf(axis, candidate[index] ?? 0) + shift));
        return space.settle(candidate.map((old, k) => (k === index ? valueFrom(axis, place) : old))) ?? [];
      }),
  );
}

/** Σ over the axes of how far apart they are: places, or 1 where categories differ. */
function distance(a: Candidate, b: Candidate, { axes }: SearchSpace): number {
  return axes.reduce((sum, axis, index) => {
    const [here, there] = [a[index] ?? 0, b[index] ?? 0];
    if (here === there) return sum;
    return sum + (axis.kind === "categorical" ? 1 : Math.abs(placeOf(axis, here) - placeOf(axis, there)));
  }, 0);
}

/** So far of the way from a to b on every axis that has an order; beyond a where it is negative. */
function towards(a: Candidate, b: Candidate, share: number, { axes, settle }: SearchSpace): Candidate | undefined {
  return settle(
    axes.map((axis, index) => {
      const [here, there] = [a[index] ?? 0, b[index] ?? 0];
      if (axis.kind === "categorical" || here === there) return here;
      const place = placeOf(axis, here) + share * (placeOf(axis, there) - placeOf(axis, here));
      return valueFrom(axis, Math.min(1, Math.max(0, place)));
    }),
  );
}

/**
 * @param good candidates among which the neighbours are looked for
 * @param isBounded whether bounds may make the front
 */
export function startsAround(
  candidate: Candidate,
  good: readonly Candidate[],
  space: SearchSpace,
  isBounded: boolean,
): Candidate[] {
  const shares = isBounded ? [between, beyond] : [between];
  const neighbours = good
    .filter((other) => other !== candidate)
    .map((other) => ({ other, away: distance(candidate, other, space) }))
    .sort((a, b) => a.away - b.away)
    .slice(0, neighbourCount);
  return [
    ...scattered(candidate, space),
    ...neighbours.flatMap(({ other }) => shares.flatMap((share) => towards(candidate, other, share, space) ?? [])),
  ];
}
