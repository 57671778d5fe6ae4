/** The run in words: the tab's title, what a screen reader is told, the state of a study that has come to rest. */
import type { RunStatus } from "../../lab/port.ts";
import { budgetUsed, endedCandidates } from "../../lab/next-trial.ts";
import { savedSeconds } from "../../study/early-stopping.ts";
import type { Study, Trial } from "../../study/study.ts";
import { formatAbout, formatCounted, formatShare } from "../parts/format.ts";

/** How much of the study's budget is used, the running trial's part included; from 0 to 1. */
export function studyShare(study: Study, run: RunStatus | null): number {
  const { budget } = study.requirements;
  const trial = study.trials.find(({ id }) => id === run?.trialId);
  const progress = run?.progress ?? null;
  const done = progress === null || progress.steps === 0 ? 0 : progress.step / progress.steps;
  if (trial?.role === "regular") return done;
  if (budget.kind === "minutes") {
    const seconds = study.trials.filter(({ role }) => role !== "regular").reduce((sum, other) => sum + other.seconds, 0);
    return Math.min(1, seconds / (60 * budget.minutes));
  }
  // The baseline takes its time like any other trial.
  const all = budget.trials + 1;
  const baseline = study.trials.some(({ role, state }) => role === "baseline" && state !== "running") ? 1 : 0;
  return Math.min(1, (endedCandidates(study).length + baseline + done) / all);
}

export function trialWords(trial: Pick<Trial, "id" | "role" | "parent">): string {
  if (trial.role === "baseline") return "the baseline";
  return trial.role === "regular" ? `trial ${trial.parent ?? ""} for longer` : `trial ${trial.id}`;
}

/** "34 % · trial 4 · AutoDistill"; the product's name alone when nothing runs. */
export function titleOf(study: Study | null, run: RunStatus | null): string {
  const name = "AutoDistill";
  if (study === null || run === null) return name;
  const share = formatShare(studyShare(study, run), 0);
  if (run.phase === "paused") return `Paused at ${share} · ${name}`;
  const trial = study.trials.find(({ id }) => id === run.trialId);
  return trial === undefined ? `${share} · ${name}` : `${share} · ${trialWords(trial)} · ${name}`;
}

const phaseWords = {
  preparing: "getting ready",
  exploring: "picking the next student",
  distilling: "distilling",
  evaluating: "measuring",
  fineTuning: "fine-tuning",
  saving: "keeping the student",
  paused: "paused",
} as const satisfies Record<RunStatus["phase"], string>;

/** One sentence for a screen reader; it changes with the trial and its phase, not with every step. */
export function announcementOf(study: Study | null, run: RunStatus | null): string {
  if (study === null || run === null) return "";
  const trial = study.trials.find(({ id }) => id === run.trialId);
  const subject = trial === undefined ? (run.phase === "fineTuning" ? "The teacher" : "The study") : sentenceCase(trialWords(trial));
  return `${subject}: ${phaseWords[run.phase]}.`;
}

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** How a study stands that does not run now. */
export function restingWords(study: Study): { readonly finished: boolean; readonly title: string; readonly detail: string } {
  const ended = endedCandidates(study);
  const complete = ended.filter(({ state }) => state === "complete").length;
  const counted = `${formatCounted(ended.length, "trial")} ended, ${complete} of them measured.${savedWords(study)}`;
  const finished = budgetUsed(study) && study.trials.every(({ state }) => state !== "running");
  return finished
    ? { finished, title: `${study.name} is finished`, detail: counted }
    : { finished, title: `${study.name} is not finished`, detail: `${counted} What is done is kept; it goes on from the last checkpoint.` };
}

/** " 3 were given up early, which saved about 2 minutes."; nothing where none was. */
function savedWords(study: Study): string {
  const count = study.trials.filter(({ forecast }) => forecast !== undefined).length;
  const seconds = study.trials.reduce((sum, trial) => sum + savedSeconds(trial, study), 0);
  return count === 0 ? "" : ` ${count} ${count === 1 ? "was" : "were"} given up early, which saved ${formatAbout(seconds)}.`;
}

/** "about 3 minutes", or why it is not known yet. */
export function etaWords(seconds: number | null): string {
  return seconds === null ? "not known yet" : formatAbout(seconds);
}
