/**
 * How much of a metric's variation over the space each axis explains alone: the first-order terms of a functional
 * analysis of variance (Hutter, Hoos and Leyton-Brown 2014), of the model's mean over candidates spread through the
 * space. What the shares leave out of 1 is the axes acting together.
 */
import { createRandom } from "../../base/random.ts";
import { mean } from "../../base/statistics.ts";
import type { Models } from "../models.ts";
import type { Problem } from "../problem.ts";
import { placeOf, sizeOf, type Axis, type Candidate } from "../space/axes.ts";
import { candidatesOf } from "../space/candidates.ts";
import { encode } from "../surrogate/encoding.ts";
import { predict } from "../surrogate/gaussian-process.ts";

/** An axis with more values than this is cut into so many groups of neighbouring ones. */
const mostGroups = 8;
const anything = { isTaken: () => false, violation: () => 0 };
const mostCandidates = 1024;

function groupOf(axis: Axis, value: number): number {
  if (axis.kind === "categorical" || sizeOf(axis) <= mostGroups) return value;
  return Math.min(mostGroups - 1, Math.floor(placeOf(axis, value) * mostGroups));
}

/** Variance of the groups' means over the variance of all, less what as many random groups would explain. */
function explained(values: Float64Array, groups: readonly number[]): number {
  const centre = mean(values);
  const sums = new Map<number, { sum: number; count: number }>();
  let total = 0;
  values.forEach((value, index) => {
    const group = sums.get(groups[index] ?? 0) ?? { sum: 0, count: 0 };
    sums.set(groups[index] ?? 0, { sum: group.sum + value - centre, count: group.count + 1 });
    total += (value - centre) ** 2;
  });
  if (!(total > 0)) return 0;
  const between = [...sums.values()].reduce((sum, group) => sum + group.sum ** 2 / group.count, 0);
  const chance = (sums.size - 1) / Math.max(1, values.length - 1);
  return Math.min(1, Math.max(0, (between / total - chance) / (1 - chance)));
}

/** By metric, then by axis (those that offer a choice). */
export function importance(
  { space }: Problem,
  { outcomes, encoding }: Models,
  seed: number,
): Record<string, Record<string, number>> {
  const all = candidatesOf(space, anything, createRandom(seed)).candidates;
  const stride = Math.max(1, all.length / mostCandidates);
  const candidates = Array.from(
    { length: Math.min(all.length, mostCandidates) },
    (_, index) => all[Math.floor(index * stride)],
  ).filter((candidate): candidate is Candidate => candidate !== undefined);
  const points = encode(encoding, candidates);
  const axes = space.axes.flatMap((axis, index) =>
    sizeOf(axis) > 1
      ? [{ name: axis.name, groups: candidates.map((candidate) => groupOf(axis, candidate[index] ?? 0)) }]
      : [],
  );
  return Object.fromEntries(
    outcomes.flatMap((outcome) => {
      if (outcome.metric === null) return [];
      const values =
        outcome.kind === "known" ? Float64Array.from(candidates, outcome.value) : predict(outcome.process, points).mean;
      return [[outcome.metric, Object.fromEntries(axes.map(({ name, groups }) => [name, explained(values, groups)]))]];
    }),
  );
}
