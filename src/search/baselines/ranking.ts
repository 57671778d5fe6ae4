/**
 * Trials in order of merit, as evolutionary searches see them (Deb et al. 2002): fronts under constrained domination,
 * and how crowded a trial is on its front.
 */
import { dominates, type Point } from "../../study/pareto.ts";
import type { Problem, TriedCandidate } from "../problem.ts";
import type { Candidate } from "../space/axes.ts";

export interface Judged {
  readonly candidate: Candidate;
  /** The objectives, less is better. */
  readonly point: Point;
  /** Σ of how far each bound is broken, by the bound's size where that is above 1; 0: feasible. */
  readonly violation: number;
}

export interface Ranked extends Judged {
  /** 0: no other is better. */
  readonly rank: number;
  /** More is better; Infinity at the ends of a front. */
  readonly distance: number;
}

/** The complete trial as points and violations; nothing of one that failed, still runs, or lacks a value. */
export function judge({ metrics }: Problem, { candidate, state, readings }: TriedCandidate): Judged[] {
  if (state !== "complete") return [];
  const values = metrics.map(({ name, known }) => (known === null ? readings[name]?.value : known(candidate)));
  const point = metrics.flatMap(({ isObjective, sign }, index) =>
    isObjective ? [sign * (values[index] ?? Number.NaN)] : [],
  );
  const violation = metrics.reduce((sum, { bounds }, index) => {
    const actual = values[index] ?? Number.NaN;
    return bounds.reduce(
      (total, { bound, value }) =>
        total + Math.max(0, bound === "atMost" ? actual - value : value - actual) / Math.max(1, Math.abs(value)),
      sum,
    );
  }, 0);
  return [...point, violation].every(Number.isFinite) ? [{ candidate, point, violation }] : [];
}

/** Feasible before infeasible; less violation before more; among the feasible, Pareto. */
function precedes(a: Judged, b: Judged): boolean {
  return a.violation === b.violation ? dominates(a.point, b.point) : a.violation < b.violation;
}

/** The space a trial has on its front, in shares of the front's extent, summed over the objectives. */
function distancesOn(front: readonly Judged[]): number[] {
  const distances = front.map(() => 0);
  const objectives = front[0]?.point.length ?? 0;
  for (let axis = 0; axis < objectives; axis++) {
    const value = (index: number | undefined) => front[index ?? 0]?.point[axis] ?? 0;
    const order = [...front.keys()].sort((a, b) => value(a) - value(b) || a - b);
    const extent = value(order.at(-1)) - value(order[0]);
    order.forEach((index, place) => {
      const isEnd = place === 0 || place === order.length - 1;
      const room = isEnd ? Infinity : extent > 0 ? (value(order[place + 1]) - value(order[place - 1])) / extent : 0;
      distances[index] = (distances[index] ?? 0) + room;
    });
  }
  return distances;
}

/** @returns from best to worst */
export function ranked(judged: readonly Judged[]): Ranked[] {
  const result: Ranked[] = [];
  let rest = [...judged];
  for (let rank = 0; rest.length > 0; rank++) {
    const front = rest.filter((one) => !rest.some((other) => precedes(other, one)));
    const distances = distancesOn(front);
    result.push(
      ...front
        .map((one, index) => ({ ...one, rank, distance: distances[index] ?? 0 }))
        .sort((a, b) => (a.distance === b.distance ? 0 : b.distance - a.distance)),
    );
    rest = rest.filter((one) => !front.includes(one));
  }
  return result;
}
