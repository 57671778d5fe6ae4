import type { Study } from "../study/study.ts";
import { budgetUsed, endedCandidates } from "./next-trial.ts";
import type { StudySummary } from "./port.ts";

/** One line of the list of studies. */
export function summarise(study: Study, sizeBytes: number, running: boolean): StudySummary {
  const complete = study.trials.filter((trial) => trial.state === "complete");
  const accuracies = complete.flatMap((trial) => trial.measurement?.metrics.pretrainedAccuracy?.value ?? []);
  return {
    id: study.id,
    name: study.name,
    createdAt: study.createdAt,
    trials: endedCandidates(study).length,
    budget: study.requirements.budget,
    state: running ? "running" : isFinished(study) ? "finished" : "unfinished",
    device: study.trials.findLast((trial) => trial.device !== null)?.device ?? null,
    bestAccuracy: accuracies.length > 0 ? Math.max(...accuracies) : null,
    sizeBytes,
  };
}

/** The budget is used up and nothing is half done. */
export function isFinished(study: Study): boolean {
  return budgetUsed(study) && !study.trials.some((trial) => trial.state === "running");
}
