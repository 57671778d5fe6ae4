import type { Schedule } from "./requirements.ts";

/** Steps of one training by the schedule. */
export interface PlannedSteps {
  /** Of each student layer. */
  readonly transferPerLayer: number;
  readonly distillation: number;
}

const transferWeights = ["featureMapWeight", "featureMeanWeight", "featureVarianceWeight", "attentionWeight"] as const;

/** Flash distillation takes `flashShare` of the regular steps, rounded up; without a transfer loss nothing is transferred. */
export function plannedSteps(schedule: Schedule, kind: "flash" | "regular"): PlannedSteps {
  const share = kind === "flash" ? schedule.flashShare : 1;
  // The small subtraction keeps 0.07 · 100 = 7.000000000000001 at 7.
  const steps = (regular: number) => Math.ceil(share * regular - 1e-9);
  const transfers = transferWeights.some((weight) => schedule[weight] > 0);
  return {
    transferPerLayer: transfers ? steps(schedule.transferStepsPerLayer) : 0,
    distillation: steps(schedule.distillationSteps),
  };
}

/** Steps of a whole flash distillation of a student of so many layers. */
export function flashSteps(layers: number, schedule: Schedule): number {
  const { transferPerLayer, distillation } = plannedSteps(schedule, "flash");
  return layers * transferPerLayer + distillation;
}
