import { downstreamFacts } from "../../../src/study/downstream.ts";
import type { Study, Trial } from "../../../src/study/study.ts";
import { objectiveVector } from "../../../src/study/pareto.ts";
import type { StudyOptions } from "./options.ts";
import { LabError, type PageLab } from "./page.ts";

/** The one that is best by the study's first objective. */
export function bestOf(trials: readonly Trial[], { requirements: { objectives } }: Pick<Study, "requirements">): Trial | undefined {
  const valueOf = (trial: Trial) => objectiveVector(trial, objectives)?.[0] ?? Infinity;
  return trials.toSorted((a, b) => valueOf(a) - valueOf(b))[0];
}

type PushOptions = Pick<StudyOptions, "endpoint" | "visibility" | "onnx" | "token" | "fineTuned">;

/** Pushes a student to a hub; as fine-tuned on each task too where that is asked for, each to a repository of its own. @returns whether all arrived */
export async function pushStudent(
  lab: Pick<PageLab, "pushStudent">,
  study: Study,
  trial: Trial,
  repository: string,
  { endpoint = "", visibility = "private", onnx = [], token = "", fineTuned = false }: PushOptions,
  { say, complain }: { say(line: string): void; complain(line: string): void },
): Promise<boolean> {
  const tasks = fineTuned ? (study.requirements.downstream?.tasks ?? []).map(({ task }) => task) : [];
  let complete = true;
  for (const task of [null, ...tasks]) {
    const what = `student of trial ${trial.id}${task === null ? "" : `, fine-tuned on ${downstreamFacts(task).label},`}`;
    const place = task === null ? repository : `${repository}-${task}`;
    try {
      say(`pushing the ${what} to ${place}`);
      const { address } = await lab.pushStudent(study.id, trial.id, { task, onnx }, { repository: place, visibility, endpoint, token });
      say(`${what} pushed: ${address}`);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      complain(`the ${what} cannot be pushed: ${error.message}`);
      complete = false;
    }
  }
  return complete;
}
