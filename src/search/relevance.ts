/**
 * Which trials the models look at. The cost of a proposal grows with the square of their number for every candidate, so
 * from some hundreds on only those are kept that say most: the best fronts, peeled one after another, and an even sample
 * of the others, so that the models know the rest of the space as well.
 */
import { dominates, type Point } from "../study/pareto.ts";
import type { Problem, TriedCandidate } from "./problem.ts";

const mostTrials = 240;
/** Share of the kept trials that belong to the best fronts. */
const bestShare = 0.6;

/** The objectives, less is better; null unless all were measured. */
function pointOf({ metrics }: Problem, { candidate, readings }: TriedCandidate): Point | null {
  const point = metrics
    .filter(({ isObjective }) => isObjective)
    .map(({ name, sign, known }) => sign * (known?.(candidate) ?? readings[name]?.value ?? Number.NaN));
  return point.every(Number.isFinite) ? point : null;
}

/** Indices of the points, whole fronts first, until there are enough of them. */
function bestFronts(points: readonly (Point | null)[], enough: number): Set<number> {
  let left = points.flatMap((point, index) => (point === null ? [] : [{ point, index }]));
  const best = new Set<number>();
  while (left.length > 0 && best.size < enough) {
    const front = left.filter(({ point }) => !left.some((other) => dominates(other.point, point)));
    for (const { index } of front.slice(0, enough - best.size)) best.add(index);
    const peeled = new Set(front);
    left = left.filter((entry) => !peeled.has(entry));
  }
  return best;
}

/** Every k-th of the indices, so that `count` remain. */
const sampled = (indices: readonly number[], count: number) =>
  indices.length <= count
    ? indices
    : Array.from({ length: count }, (_, i) => indices[Math.floor((i * indices.length) / count)] ?? 0);

/** The trials worth modelling, in their order: complete and failed ones; running ones are all kept. */
export function relevantTrials(problem: Problem): readonly TriedCandidate[] {
  const { tried } = problem;
  const indicesIn = (state: TriedCandidate["state"]) =>
    tried.flatMap((trial, index) => (trial.state === state ? [index] : []));
  const failed = indicesIn("failed");
  const known = tried.flatMap(({ state, readings }, index) =>
    state === "complete" || (state === "stopped" && Object.keys(readings).length > 0) ? [index] : [],
  );
  if (known.length + failed.length <= mostTrials) return tried;
  const keptFailures = sampled(failed, Math.max(mostTrials / 4, mostTrials - known.length));
  const room = Math.floor(mostTrials - keptFailures.length);
  const points = tried.map((trial) => (trial.state === "complete" ? pointOf(problem, trial) : null));
  const best = known.length <= room ? new Set(known) : bestFronts(points, Math.floor(bestShare * room));
  const others = known.filter((index) => !best.has(index));
  const kept = new Set([...best, ...sampled(others, room - best.size), ...keptFailures, ...indicesIn("running")]);
  return tried.filter((_, index) => kept.has(index));
}
