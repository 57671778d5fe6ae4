/** Model exploration (AutoDistill, section 4): what to try next in a study, and why. */
import type { Architecture } from "../study/architecture.ts";
import type { Study, Suggestion, Trial } from "../study/study.ts";
import type { Check, Explanation, Why } from "./explain/explanation.ts";
import { explain as explainProblem, why as whyOf } from "./explain/explain.ts";
import { architectureOf, candidateOf, problemOf } from "./of-study.ts";
import { propose } from "./propose.ts";

export { outlook } from "./fidelity/outlook.ts";
export type { Prediction, Why } from "./explain/explanation.ts";

/** What the search has learned from a study. */
export interface StudyExplanation {
  readonly next: (Why & Suggestion) | null;
  readonly importance: Explanation["importance"];
  readonly checks: Readonly<Record<string, readonly (Omit<Check, "candidate"> & { readonly architecture: Architecture })[]>>;
  readonly lessons: Explanation["lessons"];
}

/**
 * Proposes up to `count` architectures to try next, the person's own candidates first; none that cannot be
 * built or is known to break a constraint, and, unless the requirements ask for repeats, none that was tried or is being
 * tried. A pure function of its arguments; the order of trials does not matter.
 * @param seed decides between equally good starts, and which suggestions explore
 * @returns fewer than `count`, or none, when the space has no more
 */
export function suggest(study: Study, count: number, seed: number): Suggestion[] {
  return propose(problemOf(study), count, seed).map(({ candidate, origin }) => ({
    architecture: architectureOf(candidate),
    origin,
  }));
}

/** What the search has learned so far and would try next. A pure function of its arguments. */
export function explain(study: Study, seed: number): StudyExplanation {
  const { next, importance, checks, lessons } = explainProblem(problemOf(study), seed);
  return {
    next: next && {
      architecture: architectureOf(next.candidate),
      origin: next.origin,
      predicted: next.predicted,
      chance: next.chance,
      gain: next.gain,
    },
    importance,
    lessons,
    checks: Object.fromEntries(
      Object.entries(checks).map(([metric, checked]) => [
        metric,
        checked.map(({ candidate, ...check }) => ({ ...check, architecture: architectureOf(candidate) })),
      ]),
    ),
  };
}

/** What was expected of a trial before it began: from the trials that had finished when it started. */
export function why(study: Study, id: Trial["id"], seed: number): Why | null {
  const trial = study.trials.find((candidate) => candidate.id === id);
  if (trial === undefined) return null;
  const before = study.trials.filter(({ finishedAt }) => finishedAt !== null && finishedAt <= trial.startedAt);
  return whyOf(problemOf({ ...study, trials: before }), candidateOf(trial.architecture), seed);
}
