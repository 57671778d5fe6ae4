/** The loop as it is drawn: explore → distill → evaluate, with where it is now and what it is doing there. */
import type { FineTuningStatus, RunStatus } from "../../lab/port.ts";
import { downstreamFacts } from "../../study/downstream.ts";
import { formatWhole } from "../parts/format.ts";
import type { GlossaryWord } from "../parts/glossary.tsx";

export const loopNames = ["explore", "distill", "evaluate"] as const;
export type LoopName = (typeof loopNames)[number];

export interface LoopStep {
  readonly name: LoopName & GlossaryWord;
  readonly label: string;
  readonly here: boolean;
  /** What it does, or is doing now. */
  readonly detail: string;
}

const labels = { explore: "Explore", distill: "Distill", evaluate: "Evaluate" } as const;
const resting = {
  explore: "picks the next student",
  distill: "trains it to imitate the teacher",
  evaluate: "measures accuracy and latency",
} as const satisfies Record<LoopName, string>;

/** Where the loop is. Paused, it stands where it was: with progress, in the middle of distilling. */
export function placeOf(run: RunStatus): LoopName | null {
  switch (run.phase) {
    case "preparing":
      return null;
    case "exploring":
      return "explore";
    case "evaluating":
    case "fineTuning":
    case "saving":
      return "evaluate";
    case "distilling":
      return "distill";
    case "paused":
      if (run.fineTuning !== null) return "evaluate";
      return run.progress === null ? "explore" : "distill";
  }
}

/** "Transfer of layer 2 of 3, step 31 of 60". */
export function stageSentence(progress: NonNullable<RunStatus["progress"]>): string {
  const stage = progress.stages[progress.stage];
  if (stage === undefined) return "done";
  const transfers = progress.stages.filter(({ kind }) => kind === "transfer").length;
  const name = stage.kind === "transfer" ? `layer ${stage.layer + 1} of ${transfers}` : "the whole student";
  const { compilation } = progress;
  if (compilation) return `${name}, compiling ${formatWhole(compilation.done)} of ${formatWhole(compilation.total)} shaders`;
  return `${name}, step ${formatWhole(progress.stepInStage)} of ${formatWhole(stage.steps)}`;
}

/** "The teacher on SST-2, run 2 of 4, step 31 of 60". */
export function fineTuningSentence({ subject, task, done, of, phase, step, steps }: FineTuningStatus): string {
  const where = phase === "judging" ? "judging" : `step ${formatWhole(step)} of ${formatWhole(steps)}`;
  return `the ${subject} on ${downstreamFacts(task).label}, run ${done + 1} of ${of}, ${where}`;
}

function activity(run: RunStatus, place: LoopName): string {
  if (run.phase === "paused") return "paused";
  if (run.phase === "fineTuning" && run.fineTuning !== null) return fineTuningSentence(run.fineTuning);
  if (run.phase === "saving") return "keeping the student";
  if (place === "distill" && run.progress !== null) return stageSentence(run.progress);
  return { explore: "picking the next student", distill: "beginning", evaluate: "measuring accuracy and latency" }[place];
}

export function loopSteps(run: RunStatus | null): readonly LoopStep[] {
  const place = run === null ? null : placeOf(run);
  return loopNames.map((name) => {
    const here = name === place;
    return { name, label: labels[name], here, detail: here && run !== null ? activity(run, name) : resting[name] };
  });
}
