import type { Study, Trial } from "../../../src/study/study.ts";
import { objectiveVector } from "../../../src/study/pareto.ts";
import type { StudyOptions } from "./options.ts";
import { LabError, type PageLab } from "./page.ts";

/** The one that is best by the study's first objective. */
export function bestOf(trials: readonly Trial[], { requirements: { objectives } }: Pick<Study, "requirements">): Trial | undefined {
  const valueOf = (trial: Trial) => objectiveVector(trial, objectives)?.[0] ?? Infinity;
  return trials.toSorted((a, b) => valueOf(a) - valueOf(b))[0];
}

/** Pushes a student to a hub. @returns whether it arrived */
export async function pushStudent(
  lab: Pick<PageLab, "pushStudent">,
  study: Study,
  trial: Trial,
  repository: string,
  { endpoint = "", visibility = "private", onnx = [], token = "" }: Pick<StudyOptions, "endpoint" | "visibility" | "onnx" | "token">,
  { say, complain }: { say(line: string): void; complain(line: string): void },
): Promise<boolean> {
  try {
    say(`pushing the student of trial ${trial.id} to ${repository}`);
    const { address } = await lab.pushStudent(study.id, trial.id, onnx, { repository, visibility, endpoint, token });
    say(`student of trial ${trial.id} pushed: ${address}`);
    return true;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    complain(`the student of trial ${trial.id} cannot be pushed: ${error.message}`);
    return false;
  }
}
