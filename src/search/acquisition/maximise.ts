/**
 * The candidate worth most, by enumeration where the space is small, else by climbing: discrete steps on the axes that
 * have them, gradient steps on the continuous ones, in turns.
 */
import { at } from "../../base/linear-algebra.ts";
import { candidateKey, placeOf, valueFrom, type Candidate } from "../space/axes.ts";
import { isEligible, type Candidates, type Eligibility } from "../space/candidates.ts";
import { neighbours, pairNeighbours } from "../space/neighbours.ts";
import type { SearchSpace } from "../space/space.ts";
import { minimise } from "../surrogate/lbfgs.ts";
import type { Score } from "./situation.ts";
import { startsAround } from "./starts.ts";

const climberCount = 4;
const nearCount = 6;
const roundLimit = 40;
/** Gradient steps in a round; the acquisition changes with every discrete step, so perfection would be wasted. */
const gradientSteps = 20;
/** Step of the finite differences, in the axis's places. */
const difference = 1e-6;
/** Less gain in log worth than this is none. */
const tolerance = 1e-4;

interface Scored {
  readonly candidate: Candidate;
  readonly value: number;
}

interface Surroundings {
  readonly score: Score;
  readonly space: SearchSpace;
  readonly eligibility: Eligibility;
  /** Whether metrics have bounds. */
  readonly isBounded: boolean;
}

function scoredBy(score: Score, candidates: readonly Candidate[]): Scored[] {
  const values = score(candidates);
  return candidates.map((candidate, index) => ({ candidate, value: at(values, index) }));
}

const byWorth = (scored: readonly Scored[]) =>
  scored.filter(({ value }) => value > Number.NEGATIVE_INFINITY).sort((a, b) => b.value - a.value);

/** Each climber's best eligible neighbour, where that is better; neighbours are scored together. */
function stepDiscretely(climbers: readonly Scored[], { score, space, eligibility }: Surroundings, seen: Set<string>) {
  const explored = (around: (candidate: Candidate, space: SearchSpace) => Candidate[]) => {
    const fresh = climbers.map(({ candidate }) =>
      around(candidate, space).filter((neighbour) => {
        const key = candidateKey(neighbour);
        return !seen.has(key) && isEligible(eligibility, neighbour) && seen.add(key);
      }),
    );
    const scored = scoredBy(score, fresh.flat());
    let start = 0;
    return climbers.map((climber, index) => {
      const reached = byWorth(scored.slice(start, (start += fresh[index]?.length ?? 0)))[0];
      return reached !== undefined && reached.value > climber.value + tolerance ? reached : undefined;
    });
  };
  const single = explored(neighbours);
  if (single.some((reached) => reached !== undefined)) return single;
  // Stuck on every axis alone: two at once may lead on.
  return explored(pairNeighbours);
}

/** Uphill on the active continuous axes by L-BFGS with finite differences; never worse than where it began. */
function climbContinuously(climber: Scored, { score, space, eligibility }: Surroundings): Scored {
  const axes = space.axes.flatMap((axis, index) =>
    axis.kind === "float" && axis.high > axis.low && space.isActive(index, climber.candidate) ? [{ axis, index }] : [],
  );
  if (axes.length === 0) return climber;
  const inside = (place: number) => Math.min(1, Math.max(0, place));
  const placed = (places: Float64Array): Candidate => {
    const values = Float64Array.from(climber.candidate);
    axes.forEach(({ axis, index }, k) => (values[index] = valueFrom(axis, inside(at(places, k)))));
    return values;
  };
  let best = climber;
  const evaluate = (places: Float64Array) => {
    const within = places.map(inside);
    const steps = within.map((place) => (place > 0.5 ? -difference : difference));
    const here = placed(within);
    const shifted = axes.map((_, k) => placed(within.map((place, i) => (i === k ? place + at(steps, k) : place))));
    const values = score([here, ...shifted]);
    const value = at(values, 0);
    if (space.has(here) && value > best.value && isEligible(eligibility, here)) best = { candidate: here, value };
    const gradient = Float64Array.from(places, (place, k) => {
      const slope = (value - at(values, k + 1)) / at(steps, k);
      // Outside of the axis nothing changes; a slope that leads there would only lengthen the way back.
      const leaves = (place >= 1 && slope < 0) || (place <= 0 && slope > 0);
      return leaves || !Number.isFinite(slope) ? 0 : slope;
    });
    return { value: space.has(here) ? -value : Infinity, gradient };
  };
  const start = Float64Array.from(axes, ({ axis, index }) => placeOf(axis, climber.candidate[index] ?? 0));
  minimise(evaluate, start, { iterations: gradientSteps, tolerance });
  return best;
}

/**
 * Climbers start from the best candidates and from the best round each of `near`; each moves on as long as that is
 * better. Equal candidates keep their order, so the choice depends on nothing else.
 * @param near candidates worth looking around, though they cannot be proposed themselves; the first few are
 * @returns undefined where no candidate is worth anything
 */
export function maximise(
  surroundings: Surroundings,
  { candidates, isComplete }: Candidates,
  near: readonly Candidate[],
): Candidate | undefined {
  const { score, space, eligibility, isBounded } = surroundings;
  if (isComplete) return byWorth(scoredBy(score, candidates))[0]?.candidate;

  const centres = near.slice(0, nearCount);
  const around = centres.map((centre) =>
    startsAround(centre, near, space, isBounded).filter((candidate) => isEligible(eligibility, candidate)),
  );
  const scored = scoredBy(score, [...candidates, ...around.flat()]);
  const sampled = byWorth(scored);
  let start = candidates.length;
  const bestAround = around.flatMap(({ length }) => byWorth(scored.slice(start, (start += length))).slice(0, 1));
  let climbers: Scored[] = [
    ...new Set([...sampled.slice(0, climberCount), ...bestAround]),
    ...centres.map((candidate) => ({ candidate, value: Number.NEGATIVE_INFINITY })),
  ];
  let best = sampled[0];
  const seen = new Set<string>();
  for (let round = 0; round < roundLimit && climbers.length > 0; round++) {
    const stepped = stepDiscretely(climbers, surroundings, seen);
    const moved = climbers.flatMap((climber, index) => {
      const from = stepped[index] ?? climber;
      if (from.value === Number.NEGATIVE_INFINITY) return [];
      const reached = climbContinuously(from, surroundings);
      return reached.value > climber.value + tolerance ? [reached] : [];
    });
    // Where several started, those that stand highest after a round go on.
    climbers = byWorth(moved).slice(0, climberCount);
    for (const climber of climbers) if (best === undefined || climber.value > best.value) best = climber;
  }
  return best?.candidate;
}
