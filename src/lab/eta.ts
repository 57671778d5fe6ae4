import { mean } from "../base/statistics.ts";
import type { Progress, Stage } from "../distill/port.ts";

/** Milliseconds a step, by kind of stage: the two kinds differ several times in cost. */
export interface StepTimes {
  readonly transfer: number | null;
  readonly distillation: number | null;
}

/** How much a new observation moves the running mean: about the last ten pieces of work count. */
const smoothing = 0.2;

/** Takes the step time of one `advance` into account. */
export function observeStepTime(times: StepTimes, kind: Stage["kind"], elapsedMs: number, steps: number): StepTimes {
  if (steps === 0) return times;
  const observed = elapsedMs / steps;
  const known = times[kind];
  return { ...times, [kind]: known === null ? observed : known + smoothing * (observed - known) };
}

/** Seconds left of this trial's training; null while a kind of stage that is still to come was never seen. */
export function trainingSecondsLeft(progress: Progress, times: StepTimes): number | null {
  let milliseconds = 0;
  for (const [index, stage] of progress.stages.entries()) {
    if (index < progress.stage) continue;
    const left = index === progress.stage ? stage.steps - progress.stepInStage : stage.steps;
    if (left === 0) continue;
    const time = times[stage.kind];
    if (time === null) return null;
    milliseconds += left * time;
  }
  return milliseconds / 1000;
}

/** Seconds left of a trial that takes as long as those before it; null where there were none. */
export function usualSecondsLeft(endedSeconds: readonly number[], trialSeconds: number): number | null {
  return endedSeconds.length === 0 ? null : Math.max(0, mean(endedSeconds) - trialSeconds);
}

export interface StudyPace {
  /** Seconds of every ended trial, training and evaluation. */
  readonly endedSeconds: readonly number[];
  /** Trials still to come after the running one. */
  readonly trialsLeft: number;
  readonly trialSecondsLeft: number | null;
  /** Seconds the running trial has taken already. */
  readonly trialSeconds: number;
}

/** Seconds left of the study, from the mean of the trials so far; null until one can be guessed. */
export function studySecondsLeft(pace: StudyPace): number | null {
  if (pace.trialSecondsLeft === null) return null;
  const running = pace.trialSeconds + pace.trialSecondsLeft;
  const all = pace.endedSeconds.length > 0 ? pace.endedSeconds : [running];
  return pace.trialSecondsLeft + pace.trialsLeft * mean(all);
}
