/** The strip of trials: one cell each, in the order in which they run, those to come included. */
import type { RunStatus } from "../../lab/port.ts";
import type { Study, Trial } from "../../study/study.ts";

export type CellState = "waiting" | "distilling" | "measuring" | "paused" | "unfinished" | "complete" | "infeasible" | "stopped" | "given-up";

export interface StageShare {
  readonly kind: "transfer" | "distillation";
  /** Its part of all steps. */
  readonly weight: number;
  /** From 0 to 1. */
  readonly done: number;
}

export interface StripCell {
  readonly key: string;
  /** null: not proposed yet. */
  readonly trial: number | null;
  readonly label: string;
  readonly state: CellState;
  readonly stages: readonly StageShare[];
}

/** A long study shows the trials around where it is; the others are told in words. */
const pastShown = 36;
const waitingShown = 24;

export const cellWords = {
  waiting: "waiting",
  distilling: "distilling",
  measuring: "measuring",
  paused: "paused",
  unfinished: "unfinished",
  complete: "done",
  infeasible: "infeasible",
  stopped: "stepped over",
  "given-up": "given up early",
} as const satisfies Record<CellState, string>;

const labelOf = (trial: Trial) => (trial.role === "baseline" ? "Baseline" : trial.role === "regular" ? `${trial.parent ?? ""} longer` : String(trial.id));

function stateOf(trial: Trial, run: RunStatus | null): CellState {
  if (trial.forecast !== undefined) return "given-up";
  if (trial.state !== "running") return trial.state;
  if (run === null || run.trialId !== trial.id) return "unfinished";
  if (run.phase === "paused") return "paused";
  return run.phase === "evaluating" || run.phase === "saving" ? "measuring" : "distilling";
}

export function stageShares(progress: RunStatus["progress"]): readonly StageShare[] {
  if (progress === null || progress.steps === 0) return [];
  return progress.stages.map(({ kind, steps }, index) => ({
    kind,
    weight: steps / progress.steps,
    done: index < progress.stage ? 1 : index > progress.stage ? 0 : progress.stepInStage / Math.max(1, steps),
  }));
}

export interface Strip {
  /** Older trials that are not drawn. */
  readonly earlier: number;
  readonly cells: readonly StripCell[];
  /** Trials to come that are not drawn. */
  readonly more: number;
}

export function stripOf(study: Study, run: RunStatus | null): Strip {
  const own = run?.studyId === study.id ? run : null;
  const cells = study.trials
    .toSorted((left, right) => left.id - right.id)
    .map((trial): StripCell => {
      const state = stateOf(trial, own);
      const live = state === "distilling" || state === "paused" || state === "measuring";
      return { key: `trial-${trial.id}`, trial: trial.id, label: labelOf(trial), state, stages: live ? stageShares(own?.progress ?? null) : [] };
    });
  const waiting = waitingTrials(study);
  const shown = Math.min(waiting, waitingShown);
  const next = study.trials.reduce((highest, trial) => Math.max(highest, trial.id + 1), 0);
  const baseline = study.trials.some((trial) => trial.role === "baseline");
  const coming = Array.from({ length: shown }, (_, index): StripCell => {
    const label = !baseline && index === 0 ? "Baseline" : String(next + index);
    return { key: `waiting-${next + index}`, trial: null, label, state: "waiting", stages: [] };
  });
  const past = cells.slice(-pastShown);
  return { earlier: cells.length - past.length, cells: [...past, ...coming], more: waiting - shown };
}

/** Trials of the budget that have not been proposed yet, the baseline among them. */
export function waitingTrials({ requirements, trials }: Study): number {
  const baseline = trials.some((trial) => trial.role === "baseline") ? 0 : 1;
  if (requirements.budget.kind === "minutes") return baseline;
  const candidates = trials.filter((trial) => trial.role === "candidate").length;
  return baseline + Math.max(0, requirements.budget.trials - candidates);
}
