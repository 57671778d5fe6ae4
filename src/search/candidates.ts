/** The architectures a suggestion is chosen from: valid, within the constraints on known metrics, and not tried yet. */
import type { Random } from "../base/random.ts";
import { architectureKey, type Architecture } from "../study/architecture.ts";
import type { ValidSpace } from "../study/space.ts";
import type { EncodedAxis } from "./encoding.ts";

/** Up to here every architecture is a candidate. */
const enumerationLimit = 10_000;
const sampleCount = 2048;
/** Known constraints may leave little of a large space; so many architectures are drawn in all. */
const drawLimit = 40_000;

export interface Candidates {
  /** Whether these are all there are; otherwise neighbours lead to better ones. */
  readonly isComplete: boolean;
  readonly architectures: readonly Architecture[];
}

export type Eligible = (architecture: Architecture) => boolean;

/** The architectures one or two values away on one axis, or one away on two axes: a grid's near surroundings. */
export function neighbours(architecture: Architecture, axes: readonly EncodedAxis[], space: ValidSpace): Architecture[] {
  const moved = (from: Architecture, { axis, values }: EncodedAxis, steps: readonly number[]) =>
    steps.flatMap((step) => {
      const value = values[values.indexOf(from[axis]) + step];
      return value === undefined ? [] : [{ ...from, [axis]: value }];
    });
  return axes
    .flatMap((axis, index) => [
      ...moved(architecture, axis, [-2, -1, 1, 2]),
      ...moved(architecture, axis, [-1, 1]).flatMap((step) => axes.slice(index + 1).flatMap((other) => moved(step, other, [-1, 1]))),
    ])
    .filter(space.has);
}

/** @param near architectures worth looking around: what was tried */
export function candidatesOf(
  space: ValidSpace,
  axes: readonly EncodedAxis[],
  eligible: Eligible,
  near: readonly Architecture[],
  random: Random,
): Candidates {
  if (space.count <= enumerationLimit) {
    const architectures = Array.from({ length: space.count }, (_, index) => space.at(index)).filter(eligible);
    return { isComplete: true, architectures };
  }
  const found = new Map<string, Architecture>();
  const keep = (architecture: Architecture) => {
    if (eligible(architecture)) found.set(architectureKey(architecture), architecture);
  };
  for (const architecture of near) neighbours(architecture, axes, space).forEach(keep);
  const most = found.size + sampleCount;
  // Corners are where a bound on size is met, if it is met anywhere.
  for (const corner of space.corners()) keep(corner);
  for (let draw = 0; draw < drawLimit && found.size < most; draw++) keep(space.at(Math.floor(random.uniform() * space.count)));
  return { isComplete: false, architectures: [...found.values()] };
}
