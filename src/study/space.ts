/**
 * The valid architectures of a design space, counted and reached by number without walking them: the axes that decide
 * validity together are enumerated once (a few thousand combinations at most), the others are free digits of a
 * mixed-radix number.
 */
import { Refused } from "../base/errors.ts";
import { axisNames, type Architecture, type AxisName, type Space } from "./architecture.ts";
import { shown } from "./parse.ts";
import { templates } from "./templates/index.ts";
import type { Requirements } from "./requirements.ts";

/** What a design space depends on. */
export type SpaceRequirements = Pick<Requirements, "space" | "template">;

/** Values for some of the axes. */
type Combination = Readonly<Partial<Record<AxisName, number>>>;

/** Every combination of the given axes, the first axis turning slowest. */
function combinations(space: Space, axes: readonly AxisName[]): Combination[] {
  return axes.reduce<Combination[]>(
    (partial, axis) => partial.flatMap((values) => space[axis].map((value) => ({ ...values, [axis]: value }))),
    [{}],
  );
}

/** The first values of all axes with a combination laid over them. */
function complete(space: Space, combination: Combination): Architecture {
  const pick = (axis: AxisName) => combination[axis] ?? space[axis][0] ?? 1;
  return {
    numHiddenLayers: pick("numHiddenLayers"),
    hiddenSize: pick("hiddenSize"),
    intraBottleneckSize: pick("intraBottleneckSize"),
    numAttentionHeads: pick("numAttentionHeads"),
    intermediateSize: pick("intermediateSize"),
    numFeedforwardNetworks: pick("numFeedforwardNetworks"),
  };
}

/** A design space without its invalid architectures. */
export interface ValidSpace {
  /** How many architectures are valid; exact, also for billions. */
  readonly count: number;
  /** @param index in [0, count) @throws Refused outside of it */
  at(index: number): Architecture;
  /** Whether the architecture's values are in the space and can be built. */
  has(architecture: Architecture): boolean;
  /** Each valid combination of the joint axes with the others at their least, and with the others at their most. */
  corners(): Iterable<Architecture>;
  /** The valid combinations of the joint axes, laid over the given architecture. */
  variants(of: Architecture): Iterable<Architecture>;
}

export function validSpace({ space, template }: SpaceRequirements): ValidSpace {
  const { problem, jointAxes } = templates[template.name];
  const freeAxes = axisNames.filter((axis) => !jointAxes.includes(axis));
  const joint = combinations(space, jointAxes).filter((values) => problem(complete(space, values)) === null);
  const count = freeAxes.reduce((product, axis) => product * space[axis].length, joint.length);

  return {
    count,
    at(index) {
      if (!Number.isInteger(index) || index < 0 || index >= count)
        throw new Refused(`the design space holds ${count} architectures, there is none at ${shown(index)}`, "space");
      let rest = index;
      const digit = (radix: number) => {
        const value = rest % radix;
        rest = Math.floor(rest / radix);
        return value;
      };
      const values: Partial<Record<AxisName, number>> = { ...joint[digit(joint.length)] };
      for (const axis of freeAxes) values[axis] = space[axis][digit(space[axis].length)] ?? 1;
      return complete(space, values);
    },
    has: (architecture) =>
      axisNames.every((axis) => space[axis].includes(architecture[axis])) && problem(architecture) === null,
    *corners() {
      for (const end of [Math.min, Math.max]) {
        const ends = complete(space, Object.fromEntries(freeAxes.map((axis) => [axis, end(...space[axis])])));
        for (const values of joint) yield { ...ends, ...values };
      }
    },
    *variants(of) {
      for (const values of joint) yield { ...of, ...values };
    },
  };
}
