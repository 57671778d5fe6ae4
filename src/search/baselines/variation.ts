/**
 * Children of candidates. Numbers are crossed and mutated by their places on their axes, from 0 to 1, and rounded to the
 * nearest value (simulated binary crossover: Deb and Agrawal 1995; polynomial mutation: Deb and Goyal 1996; both kept
 * within bounds as in Deb's own code); categories are taken from either parent, or drawn anew.
 *
 * Notation: η distribution index, the greater the nearer to the parents; β spread of the children over that of the
 * parents; δ step of a mutation; u uniform in [0, 1).
 */
import { power } from "../../base/logarithm.ts";
import type { Random } from "../../base/random.ts";
import { drawnFrom, placeOf, sizeOf, valueFrom, type Axis, type Candidate } from "../space/axes.ts";
import type { SearchSpace } from "../space/space.ts";

const crossoverIndex = 15;
const mutationIndex = 20;
/** Of a pair being crossed at all, and of each axis then. */
const crossoverChance = 0.9;
const axisChance = 0.5;

const isClose = (a: number, b: number) => Math.abs(a - b) < 1e-12;

/** One of the two children of two places. */
function crossPlaces(a: number, b: number, random: Random): number {
  if (isClose(a, b)) return a;
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  const isLower = random.uniform() < 0.5;
  const room = isLower ? low : 1 - high;
  const alpha = 2 - power(1 + (2 * room) / (high - low), -(crossoverIndex + 1));
  const scaled = random.uniform() * alpha;
  const beta = power(scaled <= 1 ? scaled : 1 / (2 - scaled), 1 / (crossoverIndex + 1));
  const child = (low + high + (isLower ? -beta : beta) * (high - low)) / 2;
  return Math.min(1, Math.max(0, child));
}

function mutatePlace(place: number, random: Random): number {
  const u = random.uniform();
  const degree = mutationIndex + 1;
  const delta =
    u < 0.5
      ? power(2 * u + (1 - 2 * u) * power(1 - place, degree), 1 / degree) - 1
      : 1 - power(2 * (1 - u) + (2 * u - 1) * power(place, degree), 1 / degree);
  return Math.min(1, Math.max(0, place + delta));
}

const crossValues = (axis: Axis, a: number, b: number, random: Random): number =>
  axis.kind === "categorical"
    ? random.uniform() < 0.5
      ? a
      : b
    : valueFrom(axis, crossPlaces(placeOf(axis, a), placeOf(axis, b), random));

const mutateValue = (axis: Axis, value: number, random: Random): number =>
  axis.kind === "categorical"
    ? drawnFrom(axis, random.uniform())
    : valueFrom(axis, mutatePlace(placeOf(axis, value), random));

/** A crossed and mutated child; undefined where the predicate refuses it. */
export function childOf(space: SearchSpace, first: Candidate, second: Candidate, random: Random): Candidate | undefined {
  const { axes } = space;
  const isCrossed = random.uniform() < crossoverChance;
  const mutationChance = 1 / Math.max(1, axes.filter((axis) => sizeOf(axis) > 1).length);
  return space.settle(
    axes.map((axis, index) => {
      const [a, b] = [first[index] ?? 0, second[index] ?? 0];
      const crossed = isCrossed && random.uniform() < axisChance ? crossValues(axis, a, b, random) : a;
      return random.uniform() < mutationChance ? mutateValue(axis, crossed, random) : crossed;
    }),
  );
}

/** The candidate with another value on one axis; undefined where the predicate refuses it. */
export function mutantOf(space: SearchSpace, candidate: Candidate, random: Random): Candidate | undefined {
  const choices = space.axes.flatMap((axis, index) =>
    sizeOf(axis) > 1 && space.isActive(index, candidate) ? [{ axis, index }] : [],
  );
  const choice = choices[random.integer(choices.length)];
  if (choice === undefined) return undefined;
  const value = drawnFrom(choice.axis, random.uniform());
  return space.settle(candidate.map((old, index) => (index === choice.index ? value : old)));
}
