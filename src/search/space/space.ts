/**
 * The search space: axes, the conditions between them, and a predicate over all of them at once. What the predicate
 * refuses is never proposed.
 */
import type { Random } from "../../base/random.ts";
import { drawnFrom, hasValue, sizeOf, valueAt, type Axis, type Candidate } from "./axes.ts";

/** Up to so many combinations are walked through to find those that the predicate allows. */
const walkLimit = 200_000;
/** Draws until chance has to have found something that the predicate allows. */
const drawLimit = 1000;

export interface SearchSpace {
  /** Every axis, those without a choice too. */
  readonly axes: readonly Axis[];
  /** Whether values are on their axes, inactive axes rest, and the predicate holds. */
  has(candidate: Candidate): boolean;
  /** Every candidate, where there are few enough to walk through; otherwise null. */
  readonly all: readonly Candidate[] | null;
  /** A candidate by chance; undefined where the predicate refuses nearly everything. */
  draw(random: Random): Candidate | undefined;
  /** The candidate with its inactive axes at rest; undefined where the predicate refuses it. */
  settle(values: Iterable<number>): Candidate | undefined;
  /** Whether an axis counts for a candidate. */
  isActive(axis: number, candidate: Candidate): boolean;
}

/** @param allows the predicate over several axes, of candidates whose inactive axes rest */
export function searchSpace(axes: readonly Axis[], allows: (candidate: Candidate) => boolean = () => true): SearchSpace {
  const places = new Map(axes.map(({ name }, index) => [name, index]));
  const conditions = axes.map(({ when }) => when && { axis: places.get(when.axis) ?? -1, among: when.among });
  const resting = axes.map((axis) => valueAt(axis, 0));

  const isActive = (axis: number, candidate: Candidate): boolean => {
    const condition = conditions[axis];
    if (condition === undefined) return true;
    return isActive(condition.axis, candidate) && condition.among.includes(candidate[condition.axis] ?? Number.NaN);
  };
  const isConditional = conditions.some((condition) => condition !== undefined);
  const rested = (values: Candidate): Candidate =>
    isConditional ? values.map((value, axis) => (isActive(axis, values) ? value : (resting[axis] ?? value))) : values;
  const settle = (values: Iterable<number>) => {
    const candidate = rested(Float64Array.from(values));
    return allows(candidate) ? candidate : undefined;
  };

  let walked: readonly Candidate[] | null | undefined;
  const walk = (): readonly Candidate[] | null => {
    if (axes.reduce((product, axis) => product * sizeOf(axis), 1) > walkLimit) return null;
    const combinations = axes.reduce<number[][]>(
      (partial, axis) =>
        partial.flatMap((values) => Array.from({ length: sizeOf(axis) }, (_, index) => [...values, valueAt(axis, index)])),
      [[]],
    );
    // A combination that differs from another only where it rests is the same candidate.
    return combinations
      .map((values) => Float64Array.from(values))
      .filter((values) => !isConditional || rested(values).every((value, axis) => value === values[axis]))
      .filter(allows);
  };

  return {
    axes,
    get all() {
      return (walked ??= walk());
    },
    has: (candidate) =>
      candidate.length === axes.length &&
      axes.every((axis, index) => hasValue(axis, candidate[index] ?? Number.NaN)) &&
      rested(candidate).every((value, index) => value === candidate[index]) &&
      allows(candidate),
    draw(random) {
      for (let draw = 0; draw < drawLimit; draw++) {
        const candidate = settle(axes.map((axis) => drawnFrom(axis, random.uniform())));
        if (candidate !== undefined) return candidate;
      }
      return undefined;
    },
    settle,
    isActive,
  };
}
