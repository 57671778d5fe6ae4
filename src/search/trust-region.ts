/**
 * While trials are few, suggestions stay near them: cubes round the reference points, growing with their number
 * (Vizier, arXiv 2408.11527). Without it a process extrapolates to one corner of the space after another.
 */
import { at } from "../base/linear-algebra.ts";
import type { Architecture } from "../study/architecture.ts";
import { axesEncoding, encode, type EncodedAxis } from "./encoding.ts";
import type { Score } from "./situation.ts";

const startRadius = 0.2;
const growth = 0.3;
const endRadius = 0.5;
/** Axes with wider gaps could not move at all. */
const widestGap = 0.2;
/** Worth of a candidate outside, before its distance: below everything inside. */
const outside = -1e4;

export function withinTrustRegion(score: Score, axes: readonly EncodedAxis[], known: readonly Architecture[]): Score {
  const radius = startRadius + (growth * known.length) / (5 * (axes.length + 1));
  const fine = axes.filter((axis) => axis.widestGap <= widestGap);
  if (radius > endRadius || fine.length === 0 || known.length === 0) return score;
  const seen = axesEncoding(fine);
  const centres = encode(seen, known);
  return (candidates) => {
    const points = encode(seen, candidates);
    return score(candidates).map((value, c) => {
      let nearest = Infinity;
      for (let i = 0; i < centres.count; i++) {
        let distance = 0;
        for (let k = 0; k < fine.length; k++)
          distance = Math.max(
            distance,
            Math.abs(at(points.inputs, c * fine.length + k) - at(centres.inputs, i * fine.length + k)),
          );
        nearest = Math.min(nearest, distance);
      }
      return nearest <= radius ? value : outside - nearest;
    });
  };
}
