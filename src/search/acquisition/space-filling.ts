/**
 * The first proposals: the centre of the space, then the candidate that is farthest from all tried ones in every
 * projection. Plain distance would fill the corners of a grid; the product over the axes keeps each axis's values, and
 * each pair's, spread as well (maximum projection designs: Joseph, Gul and Ba 2015; for discrete axes Joseph, Gul and
 * Ba 2020).
 *
 * Notation: Δ_k difference on axis k, q_k its number of values; crowding of x = Σ_tried Π_k (|Δ_k| + 1 / q_k)⁻².
 */
import type { Random } from "../../base/random.ts";
import { placeOf, sizeOf, type Axis, type Candidate } from "../space/axes.ts";
import type { SearchSpace } from "../space/space.ts";

/** So many candidates, drawn anew for each proposal, make starts of different seeds differ. */
const leastDrawn = 64;
const drawnShare = 0.5;
/** A continuous axis counts as one of so many values. */
const mostValues = 32;

const mostStarts = 20;

/**
 * How many trials fill the space before models choose: as many as determine a plane, never more than half of what is to
 * come. More would only delay the models, whose first proposals the trust region holds near what was tried. Where earlier
 * studies are asked in turn, twice as many: these trials also tell whether the studies mislead.
 */
export function spaceFillingCount(dimensions: number, expectedTrials: number, isKnownElsewhere: boolean): number {
  const wanted = (isKnownElsewhere ? 2 : 1) * (dimensions + 1);
  return Math.max(4, Math.min(Math.floor(expectedTrials / 2), wanted, mostStarts));
}

const isCategorical = (axis: Axis) => axis.kind === "categorical";

/** Places of the candidates on the axes that offer a choice; a category's place is its index. */
function placesOf(axes: readonly (readonly [Axis, number])[], candidates: readonly Candidate[]): Float64Array[] {
  return candidates.map((candidate) =>
    Float64Array.from(axes, ([axis, index]) => {
      const value = candidate[index] ?? 0;
      return axis.kind === "categorical" ? value : placeOf(axis, value);
    }),
  );
}

/** @returns undefined where there are no candidates */
export function fillSpace(
  space: SearchSpace,
  candidates: readonly Candidate[],
  tried: readonly Candidate[],
  random: Random,
): Candidate | undefined {
  const axes = space.axes.map((axis, index) => [axis, index] as const).filter(([axis]) => sizeOf(axis) > 1);
  const drawn =
    tried.length <= 1
      ? candidates
      : random.shuffled(candidates).slice(0, Math.max(leastDrawn, Math.ceil(candidates.length * drawnShare)));
  const points = placesOf(axes, drawn);
  const others = placesOf(axes, tried);
  const resolutions = axes.map(([axis]) => 1 / Math.min(mostValues, sizeOf(axis)));
  const unordered = axes.map(([axis]) => isCategorical(axis));
  const differenceOn = (k: number, a: Float64Array, b: Float64Array) => {
    const difference = Math.abs((a[k] ?? 0) - (b[k] ?? 0));
    return unordered[k] === true ? Math.min(1, difference) : difference;
  };
  const crowding = (point: Float64Array) =>
    others.reduce((sum, other) => {
      let product = 1;
      for (let k = 0; k < axes.length; k++) product /= (differenceOn(k, point, other) + (resolutions[k] ?? 1)) ** 2;
      return sum + product;
    }, 0);
  const eccentricity = (point: Float64Array) =>
    point.reduce((sum, place, k) => sum + (unordered[k] === true ? 0 : (place - 0.5) ** 2), 0);
  // The baseline may have gone first; it stands at the edge of the space.
  const badness = tried.length <= 1 ? eccentricity : crowding;
  let best: Candidate | undefined;
  let least = Infinity;
  drawn.forEach((candidate, row) => {
    const value = badness(points[row] ?? new Float64Array(axes.length));
    if (value < least) [best, least] = [candidate, value];
  });
  return best;
}
