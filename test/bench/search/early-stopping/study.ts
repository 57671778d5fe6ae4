/** A study with learning curves, with early stopping or without: what it found, and what that cost. */
import { deriveSeed } from "../../../../src/base/random.ts";
import { random } from "../../../../src/search/baselines/random.ts";
import { measuredFrontChance } from "../../../../src/search/fidelity/front-chance.ts";
import { leastFinished } from "../../../../src/search/fidelity/outlook.ts";
import { expectedValue } from "../../../../src/search/fidelity/regression.ts";
import type { TriedCandidate } from "../../../../src/search/problem.ts";
import { propose } from "../../../../src/search/propose.ts";
import { candidateKey, type Candidate } from "../../../../src/search/space/axes.ts";
import { leastChance } from "../../../../src/study/early-stopping.ts";
import { dominates } from "../../../../src/study/pareto.ts";
import { kendallTau } from "../../kendall-tau.ts";
import { hypervolumeOf, pointOf, type TestProblem } from "../test-problem.ts";
import { problemWith, trialOf } from "../trace.ts";
import { lossAt, type Pupil } from "./learning-curves.ts";

/** Share of a trial's cost that is spent before distillation, as in the built-in study: 60 of 210 steps. */
const transferShare = 2 / 7;

export interface SimulatedTrial {
  readonly pupil: Pupil;
  /** As it would be measured at its end, whether it came there or not. */
  readonly whole: TriedCandidate;
  /** The rung it was given up at; null: it ran to its end. */
  readonly stoppedAt: number | null;
  /** 1: a whole trial. */
  readonly cost: number;
}

export interface StudyWithCurves {
  readonly problem: TestProblem;
  readonly seed: number;
  /** Shares of the distillation at which trials are judged; none: all run to their end. */
  readonly rungs: readonly number[];
  /** Cost that is spent, in whole trials. */
  readonly budget: number;
}

const errorOf = ({ readings }: TriedCandidate) => readings["error"]?.value ?? Number.NaN;

/** The second metric, latency or size, as a share of what random students have. */
function sizesOf(problem: TestProblem): (candidate: Candidate) => number {
  const name = problem.metrics[1]?.name ?? "";
  const valueOf = (candidate: Candidate) => problem.evaluate(candidate)[name] ?? Number.NaN;
  const values = random(problemWith(problem, []), 200, 1).map(({ candidate }) => valueOf(candidate)).sort((a, b) => a - b);
  return (candidate) => values.filter((value) => value <= valueOf(candidate)).length / values.length;
}

/** A pupil in training as it is written down where it is given up; judged as the product does. null: it goes on. */
function givenUp(
  { problem, seed }: StudyWithCurves,
  told: readonly TriedCandidate[],
  trials: readonly SimulatedTrial[],
  pupil: Pupil,
  rung: number,
): TriedCandidate | null {
  const finished = trials.filter(({ stoppedAt }) => stoppedAt === null);
  if (finished.length < leastFinished) return null;
  const lessons = finished.map((trial) => ({ features: [lossAt(rung, trial.pupil, seed)], value: trial.pupil.error }));
  const judged: TriedCandidate = {
    candidate: pupil.candidate,
    state: "stopped",
    readings: { error: expectedValue(lessons, [lossAt(rung, pupil, seed)]) },
  };
  const chance = measuredFrontChance(problemWith(problem, [...told, judged]), pupil.candidate, seed);
  return chance < leastChance ? judged : null;
}

/** The first answer there is. */
function firstOf<Item, Answer>(items: readonly Item[], ask: (item: Item) => Answer | null): Answer | null {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== null) return answer;
  }
  return null;
}

export function simulate(study: StudyWithCurves): SimulatedTrial[] {
  const { problem, seed, rungs, budget } = study;
  const first = random(problemWith(problem, []), leastFinished + 4, deriveSeed(seed, "first"));
  const sizeOf = sizesOf(problem);
  const trials: SimulatedTrial[] = [];
  const told: TriedCandidate[] = [];
  let spent = 0;
  while (spent < budget) {
    const proposal = first[trials.length] ?? propose(problemWith(problem, told), 1, seed)[0];
    if (proposal === undefined) break;
    const { candidate } = proposal;
    const whole = trialOf(problem, candidate, deriveSeed(seed, "noise", candidateKey(candidate)));
    const pupil = { candidate, error: errorOf(whole), size: sizeOf(candidate) };
    const end = firstOf(rungs, (rung) => {
      const record = givenUp(study, told, trials, pupil, rung);
      return record && { rung, record };
    });
    const stoppedAt = end?.rung ?? null;
    const cost = stoppedAt === null ? 1 : transferShare + (1 - transferShare) * stoppedAt;
    // What is not paid for was not found.
    if (spent + cost > budget + 1e-9) break;
    spent += cost;
    told.push(end?.record ?? whole);
    trials.push({ pupil, whole, stoppedAt, cost });
  }
  return trials;
}

/** Of the true values of the students that were trained to their end. */
export const foundHypervolume = (problem: TestProblem, trials: readonly SimulatedTrial[]) =>
  hypervolumeOf(problem, trials.flatMap(({ pupil, stoppedAt }) => (stoppedAt === null ? [pupil.candidate] : [])));

/** Trials on the front as it would have been measured had none been given up, and how many of them were. */
export function lostFromFront(problem: TestProblem, trials: readonly SimulatedTrial[]): { front: number; lost: number } {
  const points = trials.map(({ whole: { readings }, stoppedAt }) => {
    const values = Object.fromEntries(Object.entries(readings).map(([name, { value }]) => [name, value]));
    return { stoppedAt, point: pointOf(problem, values) };
  });
  const front = points.filter(({ point }) => !points.some((other) => dominates(other.point, point)));
  return { front: front.length, lost: front.filter(({ stoppedAt }) => stoppedAt !== null).length };
}

export const savedShare = (trials: readonly SimulatedTrial[]) =>
  trials.reduce((sum, { cost }) => sum + 1 - cost, 0) / trials.length;

/** How well losses at a rung order 100 random students by their error in the end. */
export function curveTau(problem: TestProblem, rung: number, seed: number): number {
  const sizeOf = sizesOf(problem);
  const pupils = random(problemWith(problem, []), 100, deriveSeed(seed, "tau")).map(({ candidate }): Pupil => {
    const whole = trialOf(problem, candidate, deriveSeed(seed, "noise", candidateKey(candidate)));
    return { candidate, error: errorOf(whole), size: sizeOf(candidate) };
  });
  const losses = pupils.map((pupil) => lossAt(rung, pupil, seed));
  return kendallTau(losses, pupils.map(({ error }) => error));
}
