import { deriveSeed } from "../base/random.ts";
import { baselineArchitecture } from "../study/baseline.ts";
import type { Study, Suggestion, Trial } from "../study/study.ts";

/** What the loop does next. Derived from the study alone, so that a reload changes nothing. */
export type Next =
  | { readonly kind: "continue"; readonly trial: Trial }
  | { readonly kind: "start"; readonly suggestion: Suggestion; readonly role: "baseline" }
  | { readonly kind: "suggest"; readonly id: number }
  | { readonly kind: "finished" };

/**
 * The running trial first, then the fair baseline (one for each device the study runs on), then suggestions until the
 * budget is used up.
 */
export function nextOf(study: Study, deviceKey: string): Next {
  const unfinished = study.trials.find((trial) => trial.state === "running");
  if (unfinished) return { kind: "continue", trial: unfinished };

  const baseline = study.trials.some((trial) => trial.role === "baseline" && trial.device?.key === deviceKey);
  if (!baseline && !budgetUsed(study)) {
    const architecture = baselineArchitecture(study.requirements, study.teacher.hiddenSize);
    return { kind: "start", suggestion: { architecture, origin: "baseline" }, role: "baseline" };
  }
  return budgetUsed(study) ? { kind: "finished" } : { kind: "suggest", id: nextId(study) };
}

/** Ids count up and are never used twice. */
export function nextId(study: Study): number {
  return study.trials.reduce((highest, trial) => Math.max(highest, trial.id + 1), 0);
}

/** The seed model exploration proposes a trial with, so that a reload proposes the same. */
export function suggestionSeed(study: Study, trial: number): number {
  return deriveSeed(study.requirements.seed, "suggest", trial);
}

/** Candidates that have ended, however they ended. */
export function endedCandidates(study: Study): readonly Trial[] {
  return study.trials.filter((trial) => trial.role === "candidate" && trial.state !== "running");
}

export function budgetUsed(study: Study): boolean {
  const { budget } = study.requirements;
  if (budget.kind === "trials") return endedCandidates(study).length >= budget.trials;
  const seconds = study.trials
    .filter((trial) => trial.role !== "regular")
    .reduce((sum, trial) => sum + trial.seconds, 0);
  return seconds >= budget.minutes * 60;
}

/** Candidates still to come, the running trial left out; null where only the minutes are limited. */
export function candidatesLeft(study: Study): number | null {
  const { budget } = study.requirements;
  if (budget.kind === "minutes") return null;
  const running = study.trials.some((trial) => trial.role === "candidate" && trial.state === "running") ? 1 : 0;
  return Math.max(0, budget.trials - endedCandidates(study).length - running);
}
