/** The architectures a suggestion is chosen from: valid, within the constraints on known metrics, and not tried yet. */
import type { Random } from "../base/random.ts";
import { architectureKey, type Architecture } from "../study/architecture.ts";
import type { ValidSpace } from "../study/space.ts";
import type { EncodedAxis } from "./encoding.ts";

/** Up to here every architecture is a candidate. */
const enumerationLimit = 10_000;
const sampleCount = 2048;
/** Known constraints may leave little of a large space; so many architectures are drawn in all. */
const drawLimit = 20_000;
const walkCount = 16;
const walkLimit = 200;

export interface Candidates {
  /** Whether these are all there are; otherwise neighbours lead to better ones. */
  readonly isComplete: boolean;
  readonly architectures: readonly Architecture[];
}

/** What may be proposed. */
export interface Eligibility {
  readonly isTaken: (architecture: Architecture) => boolean;
  /** By how much the constraints on known metrics are broken; 0 where they are met. */
  readonly violation: (architecture: Architecture) => number;
}

export const isEligible = ({ isTaken, violation }: Eligibility, architecture: Architecture) =>
  !isTaken(architecture) && violation(architecture) === 0;

/** The architectures one or two values away on one axis, or one away on two axes: a grid's near surroundings. */
export function neighbours(
  architecture: Architecture,
  axes: readonly EncodedAxis[],
  space: ValidSpace,
): Architecture[] {
  const moved = (from: Architecture, { axis, values }: EncodedAxis, steps: readonly number[]) =>
    steps.flatMap((step) => {
      const value = values[values.indexOf(from[axis]) + step];
      return value === undefined ? [] : [{ ...from, [axis]: value }];
    });
  return axes
    .flatMap((axis, index) => [
      ...moved(architecture, axis, [-2, -1, 1, 2]),
      ...moved(architecture, axis, [-1, 1]).flatMap((step) =>
        axes.slice(index + 1).flatMap((other) => moved(step, other, [-1, 1])),
      ),
    ])
    .filter(space.has);
}

/** From anywhere downhill to where no constraint is broken; undefined where the walk gets stuck. */
function walkInside(
  start: Architecture,
  axes: readonly EncodedAxis[],
  space: ValidSpace,
  violation: Eligibility["violation"],
): Architecture | undefined {
  let [here, least] = [start, violation(start)];
  for (let step = 0; step < walkLimit && least > 0; step++) {
    const before = least;
    for (const neighbour of neighbours(here, axes, space)) {
      const value = violation(neighbour);
      if (value < least) [here, least] = [neighbour, value];
    }
    if (least === before) return undefined;
  }
  return least === 0 ? here : undefined;
}

export function candidatesOf(
  space: ValidSpace,
  axes: readonly EncodedAxis[],
  eligibility: Eligibility,
  random: Random,
): Candidates {
  if (space.count <= enumerationLimit) {
    const all = Array.from({ length: space.count }, (_, index) => space.at(index));
    return { isComplete: true, architectures: all.filter((architecture) => isEligible(eligibility, architecture)) };
  }
  const found = new Map<string, Architecture>();
  const keep = (architecture: Architecture) => {
    if (isEligible(eligibility, architecture)) found.set(architectureKey(architecture), architecture);
  };
  const drawn = () => space.at(Math.floor(random.uniform() * space.count));
  for (let draw = 0; draw < drawLimit && found.size < sampleCount; draw++) keep(drawn());
  // What chance does not hit, a walk may find, and its surroundings with it.
  for (let walk = 0; walk < walkCount && found.size < walkCount; walk++) {
    const inside = walkInside(drawn(), axes, space, eligibility.violation);
    if (inside !== undefined) [inside, ...neighbours(inside, axes, space)].forEach(keep);
  }
  return { isComplete: false, architectures: [...found.values()] };
}
