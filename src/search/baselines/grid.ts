/**
 * Grid search: every combination of every discrete axis's values and of evenly spaced ones on the others, in an order
 * that leaps about the grid, so that whoever stops early has seen all of its regions. As fine as the budget has trials
 * for; where that is used up, twice as fine.
 */
import { createRandom, deriveSeed } from "../../base/random.ts";
import type { Problem, Proposal } from "../problem.ts";
import { candidateKey, sizeOf, valueAt, valueFrom, type Axis } from "../space/axes.ts";

/** Values of a numeric axis, where its own are more or without end. */
const mostLevels = 2 ** 10 + 1;
/** No budget gets so far; further axes stay in the middle. */
const mostCombinations = 2 ** 40;
/** Combinations looked at of one grid; a predicate may refuse nearly all of them. */
const walkLimit = 2 ** 18;
const goldenShare = (Math.sqrt(5) - 1) / 2;

/** Axes whose values are thinned out to so many levels. */
const isThinned = (axis: Axis, levels: number) =>
  axis.kind === "float" ? sizeOf(axis) > 1 : axis.kind === "integer" && sizeOf(axis) > levels;

function valuesOf(axis: Axis, levels: number): number[] {
  if (isThinned(axis, levels))
    return Array.from({ length: levels }, (_, index) => valueFrom(axis, levels === 1 ? 0.5 : index / (levels - 1)));
  return Array.from({ length: sizeOf(axis) }, (_, index) => valueAt(axis, index));
}

const combinations = (axes: readonly Axis[], levels: number) =>
  axes.reduce((product, axis) => product * (isThinned(axis, levels) ? levels : sizeOf(axis)), 1);

/** The most levels of which the budget sees every combination; at least both ends. */
function levelsFor({ space: { axes }, expectedTrials }: Problem): number {
  let levels = 2;
  if (!Number.isFinite(expectedTrials)) return levels;
  while (levels < mostLevels && combinations(axes, levels + 1) <= expectedTrials) levels++;
  return levels;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A leap that comes by every one of so many places before it comes by one again. */
function leapOver(places: number): number {
  let leap = Math.max(1, Math.round(places * goldenShare));
  while (greatestCommonDivisor(leap, places) > 1) leap++;
  return leap;
}

export function grid(problem: Problem, count: number, seed: number): Proposal[] {
  const { space, tried } = problem;
  const taken = new Set(tried.map(({ candidate }) => candidateKey(candidate)));
  const proposals: Proposal[] = [];
  for (let levels = levelsFor(problem); levels <= mostLevels; levels = 2 * levels - 1) {
    let size = 1;
    const values = space.axes.map((axis) => {
      const all = valuesOf(axis, levels);
      const kept = size * all.length <= mostCombinations ? all : [all[all.length >> 1] ?? 0];
      size *= kept.length;
      return kept;
    });
    const leap = leapOver(size);
    let place = Math.floor(createRandom(deriveSeed(seed, "grid", levels)).uniform() * size);
    for (let step = 0; step < Math.min(size, walkLimit) && proposals.length < count; step++) {
      place = (place + leap) % size;
      let rest = place;
      const combination = values.map((own) => {
        const value = own[rest % own.length] ?? 0;
        rest = Math.floor(rest / own.length);
        return value;
      });
      const candidate = space.settle(combination);
      if (candidate === undefined || taken.has(candidateKey(candidate))) continue;
      taken.add(candidateKey(candidate));
      proposals.push({ candidate, origin: "grid" });
    }
    if (proposals.length === count || !space.axes.some((axis) => isThinned(axis, levels))) break;
  }
  return proposals;
}
