/** When a trial is judged by its curve, and what stopping it there spares. Nothing here decides. */
import type { Requirements } from "./requirements.ts";
import { flashSteps, plannedSteps } from "./steps.ts";
import type { Study, Trial } from "./study.ts";

/** A trial whose chance of the Pareto front lies below this is not worth the rest of its steps. */
export const leastChance = 0.02;

/**
 * The shares of its distillation at which a trial is judged. The baseline is what all others are compared with, a
 * regular trial was asked for by name, and so was a student of the person's own.
 */
export function rungsOf({ role, origin }: Pick<Trial, "role" | "origin">, { earlyStopping }: Requirements): readonly number[] {
  return role === "candidate" && origin !== "person" ? (earlyStopping?.rungs ?? []) : [];
}

type Trained = Pick<Trial, "architecture">;

/** Where, counted from the start of the whole training, so much of a flash trial's distillation is done. */
export function stepAt(share: number, { architecture }: Trained, { schedule }: Pick<Requirements, "schedule">): number {
  const { distillation } = plannedSteps(schedule, "flash");
  const transfer = flashSteps(architecture.numHiddenLayers, schedule) - distillation;
  return transfer + Math.ceil(share * distillation - 1e-9);
}

/** Its distillation up to there: what any trial of the study, wherever it ended, can be compared by. */
export function curveBefore(share: number, trial: Pick<Trial, "architecture" | "curve">, requirements: Pick<Requirements, "schedule">) {
  const [begin, end] = [stepAt(0, trial, requirements), stepAt(share, trial, requirements)];
  return trial.curve
    .filter(({ step }) => step >= begin && step < end)
    .map(({ step, loss }) => ({ step: step - begin, loss }));
}

/** Seconds that its remaining steps would have taken, at the pace of those before; 0 of any other trial. */
export function savedSeconds(trial: Trial, { requirements }: Pick<Study, "requirements">): number {
  if (trial.forecast === undefined) return 0;
  const taken = stepAt(trial.forecast.share, trial, requirements);
  const all = flashSteps(trial.architecture.numHiddenLayers, requirements.schedule);
  return (trial.seconds * (all - taken)) / taken;
}
