/**
 * The first suggestions: the centre of the space, then the architecture that is farthest from all tried ones in every
 * projection. Plain distance would fill the corners of a grid; the product over the axes keeps each axis's values, and
 * each pair's, spread as well (maximum projection designs: Joseph, Gul and Ba 2015; for discrete axes Joseph, Gul and
 * Ba 2020).
 *
 * Notation: Δ_k difference on axis k, q_k its number of values; crowding of x = Σ_tried Π_k (|Δ_k| + 1 / q_k)⁻².
 */
import { at } from "../base/linear-algebra.ts";
import type { Random } from "../base/random.ts";
import type { Architecture } from "../study/architecture.ts";
import { axesEncoding, encode, type EncodedAxis } from "./encoding.ts";

/** So many candidates, drawn anew for each suggestion, make starts of different seeds differ. */
const leastDrawn = 64;
const drawnShare = 0.5;

/** How many trials fill the space before models choose: twice the axes, never more than half of what is to come. */
export function spaceFillingCount(dimensions: number, expectedTrials: number): number {
  return Math.max(4, Math.min(Math.floor(expectedTrials / 2), 2 * (dimensions + 1)));
}

/** @returns undefined where there are no candidates */
export function fillSpace(
  axes: readonly EncodedAxis[],
  candidates: readonly Architecture[],
  tried: readonly Architecture[],
  random: Random,
): Architecture | undefined {
  const d = axes.length;
  const drawn =
    tried.length <= 1
      ? candidates
      : random.shuffled(candidates).slice(0, Math.max(leastDrawn, Math.ceil(candidates.length * drawnShare)));
  const encoding = axesEncoding(axes);
  const points = encode(encoding, drawn);
  const others = encode(encoding, tried);
  const resolutions = axes.map(({ values }) => 1 / values.length);
  const crowding = (row: number) => {
    let sum = 0;
    for (let i = 0; i < others.count; i++) {
      let product = 1;
      for (let k = 0; k < d; k++)
        product *=
          (Math.abs(at(points.inputs, row * d + k) - at(others.inputs, i * d + k)) + (resolutions[k] ?? 1)) ** -2;
      sum += product;
    }
    return sum;
  };
  const eccentricity = (row: number) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += (at(points.inputs, row * d + k) - 0.5) ** 2;
    return sum;
  };
  // The baseline may have gone first; it stands at the edge of the space.
  const badness = tried.length <= 1 ? eccentricity : crowding;
  let best: Architecture | undefined;
  let least = Infinity;
  drawn.forEach((architecture, row) => {
    const value = badness(row);
    if (value < least) [best, least] = [architecture, value];
  });
  return best;
}
