/** Where the search stands when it has to choose: what acquisitions see instead of trials. */
import type { Candidate } from "../space/axes.ts";
import { at } from "../../base/linear-algebra.ts";
import { dominates, type Point } from "../../study/pareto.ts";
import { deriveSeed } from "../../base/random.ts";
import { believe, type Belief } from "../surrogate/beliefs.ts";
import type { Encoding } from "../surrogate/encoding.ts";
import type { Outcome } from "../surrogate/outcomes.ts";
import { sobolNormals } from "../quasi-random.ts";

/** What each candidate is worth, as a logarithm: -Infinity is nothing. */
export type Score = (candidates: readonly Candidate[]) => Float64Array;

/** An outcome and what is believed of it. */
export interface Weighed {
  readonly outcome: Outcome;
  readonly belief: Belief;
}

export interface Situation {
  readonly weighed: readonly Weighed[];
  /** The reference points: rows of every belief. Evaluated candidates come first, then those in training. */
  readonly evaluatedCount: number;
  readonly pendingCount: number;
  /** Whether each reference point meets the constraints on known metrics. */
  readonly allowed: readonly boolean[];
  /** Joint draws at the reference points; within each the hypervolume is exact, so few are enough. */
  readonly drawCount: number;
}

const mostDraws = 32;
/** Noise variance up to which values at what was evaluated leave nothing to draw. */
const certainty = 1e-5;

const isCertain = (outcome: Outcome) => outcome.kind === "known" || outcome.process.noise <= certainty;

export function situationOf(
  outcomes: readonly Outcome[],
  encoding: Encoding,
  evaluated: readonly Candidate[],
  pending: readonly Candidate[],
  allowed: (candidate: Candidate) => boolean,
  seed: number,
): Situation {
  const reference = [...evaluated, ...pending];
  const count = reference.length;
  // All draws would be the same: one is enough, the expected one.
  const isSettled = pending.length === 0 && outcomes.every(isCertain);
  const drawCount = isSettled ? 1 : mostDraws;
  const weighed = outcomes.map((outcome, index) => {
    // Independent scramblings: a sequence over all outcomes at once would have thousands of dimensions.
    const normals = isSettled
      ? new Float64Array(count)
      : sobolNormals(drawCount, count, deriveSeed(seed, "draws", index));
    return { outcome, belief: believe(outcome, { encoding, reference, drawCount }, normals) };
  });
  return {
    weighed,
    evaluatedCount: evaluated.length,
    pendingCount: pending.length,
    allowed: reference.map(allowed),
    drawCount,
  };
}

/** The evaluated candidates expected to be on the front: rows of the beliefs, and their expected objectives. */
export function expectedFront(situation: Situation): { row: number; point: Point }[] {
  const objectives = objectivesOf(situation);
  const expected = (belief: Belief, row: number) => at(belief.mean, row);
  const points = feasibleRows(situation, situation.evaluatedCount, expected).map((row) => ({
    row,
    point: objectives.map(({ belief }) => expected(belief, row)),
  }));
  return points.filter(({ point }) => !points.some((other) => dominates(other.point, point)));
}

export interface DrawnFronts {
  /** The front of every draw, pending reference points included. */
  readonly fronts: readonly (readonly Point[])[];
  /** The rows to condition on: those on any of the fronts, none where the only draw is what the models expect anyway. */
  readonly rows: readonly number[];
  /** The share of the draws in which a row is on the front. */
  chanceOf(row: number): number;
}

/** Whether to repeat, and what to try, are asked of the same fronts. */
const remembered = new WeakMap<Situation, DrawnFronts>();

export function drawnFronts(situation: Situation): DrawnFronts {
  const known = remembered.get(situation) ?? drawFronts(situation);
  remembered.set(situation, known);
  return known;
}

function drawFronts(situation: Situation): DrawnFronts {
  const objectives = objectivesOf(situation);
  const count = situation.allowed.length;
  const times = new Map<number, number>();
  const fronts = Array.from({ length: situation.drawCount }, (_, draw) => {
    const drawn = (belief: Belief, row: number) => at(belief.draws, draw * count + row);
    const points = feasibleRows(situation, count, drawn).map((row) => ({
      row,
      point: objectives.map(({ belief }) => drawn(belief, row)),
    }));
    const front = points.filter(({ point }) => !points.some((other) => dominates(other.point, point)));
    for (const { row } of front) times.set(row, (times.get(row) ?? 0) + 1);
    return front.map(({ point }) => point);
  });
  return {
    fronts,
    rows: situation.drawCount === 1 ? [] : [...times.keys()].sort((a, b) => a - b),
    chanceOf: (row) => (times.get(row) ?? 0) / situation.drawCount,
  };
}

/** Rows of the reference points in training. */
export const pendingRows = ({ evaluatedCount, pendingCount }: Situation) =>
  Array.from({ length: pendingCount }, (_, index) => evaluatedCount + index);

export const objectivesOf = ({ weighed }: Situation) => weighed.filter(({ outcome }) => outcome.role === "objective");

/** The reference points, among the first `count`, whose values as told by `valueOf` meet every constraint. */
export function feasibleRows(
  { weighed, allowed }: Situation,
  count: number,
  valueOf: (belief: Belief, row: number) => number,
): number[] {
  // That a reference point trains is known, or being found out.
  const judged = weighed.filter(({ outcome }) => outcome.role !== "trainability");
  return allowed
    .slice(0, count)
    .flatMap((isAllowed, row) => (isAllowed ? [row] : []))
    .filter((row) =>
      judged.every(({ outcome: { limits }, belief }) => {
        const value = valueOf(belief, row);
        return value >= limits.low && value <= limits.high;
      }),
    );
}
