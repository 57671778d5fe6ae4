/**
 * While trials are few, proposals stay near the best of them: cubes round those on the front, growing with the number of
 * trials (after Vizier, arXiv 2408.11527, which lays them round all). Without it a process extrapolates to one corner of
 * the space after another.
 */
import { placeOf, sizeOf, widestGap, type Candidate } from "../space/axes.ts";
import type { SearchSpace } from "../space/space.ts";
import type { Score } from "./situation.ts";

const startRadius = 0.2;
const growth = 0.3;
const endRadius = 0.5;
/** Axes with wider gaps could not move at all. */
const passableGap = 0.2;
/** Worth of a candidate outside, before its distance: below everything inside. */
const outside = -1e4;

/** @param centres the front, or all that was tried where none is known yet */
export function withinTrustRegion(score: Score, space: SearchSpace, centres: readonly Candidate[], trials: number): Score {
  const telling = space.axes.map((axis, index) => ({ axis, index })).filter(({ axis }) => sizeOf(axis) > 1);
  const radius = startRadius + (growth * trials) / (5 * (telling.length + 1));
  const placesOf = (candidate: Candidate) =>
    telling.flatMap(({ axis, index }) =>
      axis.kind === "categorical" || widestGap(axis) > passableGap ? [] : [placeOf(axis, candidate[index] ?? 0)],
    );
  const around = centres.map(placesOf);
  if (radius > endRadius || around.length === 0 || around[0]?.length === 0) return score;
  return (candidates) => {
    const values = score(candidates);
    candidates.forEach((candidate, index) => {
      const places = placesOf(candidate);
      const nearest = around.reduce(
        (least, centre) =>
          Math.min(
            least,
            centre.reduce((most, place, k) => Math.max(most, Math.abs(place - (places[k] ?? 0))), 0),
          ),
        Infinity,
      );
      if (nearest > radius) values[index] = outside - nearest;
    });
    return values;
  };
}
