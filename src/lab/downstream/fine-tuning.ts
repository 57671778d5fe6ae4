/** All runs that a network's scores on the downstream tasks of a study take, one after another, each kept when it ends. */
import { Diverged } from "../../base/errors.ts";
import type { FineTuningRun, GridPlace } from "../../study/fine-tuning.ts";
import { gridOf, samePlace } from "../../study/fine-tuning-grid.ts";
import type { Requirements } from "../../study/requirements.ts";
import type { Hired } from "../../wire/hire.ts";
import type { FineTuneSubject, FineTuningStatus, Workbench } from "../port.ts";
import type { TaskSource } from "./task-source.ts";

/** Milliseconds of one piece of work: how long pause, skip and stop may take. */
const pieceMs = 250;

export type Interruption = "stopped" | "skipped";

export interface FineTuningWork {
  readonly bench: Hired<Workbench>["port"];
  readonly subject: FineTuneSubject;
  readonly source: TaskSource;
  readonly requirements: Requirements;
  /** Runs that were kept before. */
  readonly known: readonly FineTuningRun[];
  /** Asked between two pieces of work. */
  interruption(): Promise<Interruption | null>;
  show(status: FineTuningStatus): void;
  keep(run: FineTuningRun): Promise<void>;
}

/** The runs that a network's scores take, and those of them that are not known. */
export function gridLeft({ downstream, seed }: Requirements, known: readonly FineTuningRun[]): { readonly grid: readonly GridPlace[]; readonly left: readonly GridPlace[] } {
  const grid = downstream ? gridOf(downstream.tasks.map(({ task }) => task), downstream.fineTuning, seed) : [];
  return { grid, left: grid.filter((place) => !known.some((run) => samePlace(run, place))) };
}

/** @returns null when all runs are kept */
export async function fineTuneAll(work: FineTuningWork): Promise<Interruption | null> {
  const { bench, source, requirements, known } = work;
  const { downstream } = requirements;
  if (downstream === undefined) return null;
  const { grid, left } = gridLeft(requirements, known);
  let prepared: GridPlace["task"] | null = null;
  for (const [index, place] of left.entries()) {
    if (place.task !== prepared) await bench.prepareTask(await source.prepared(place.task));
    prepared = place.task;
    const done = grid.length - left.length + index;
    const outcome = await oneRun(work, place, { done, of: grid.length }, downstream.fineTuning);
    if (typeof outcome === "string") return outcome;
    await work.keep(outcome);
  }
  return null;
}

type Settings = NonNullable<Requirements["downstream"]>["fineTuning"];

async function oneRun(
  { bench, subject, interruption, show }: FineTuningWork,
  place: GridPlace,
  counts: Pick<FineTuningStatus, "done" | "of">,
  settings: Settings,
): Promise<FineTuningRun | Interruption> {
  const { task, learningRate } = place;
  let reached = 0;
  await bench.beginFineTuning(subject, settings, place);
  try {
    for (;;) {
      const interrupted = await interruption();
      if (interrupted !== null) return interrupted;
      const { run, ...progress } = await bench.advanceFineTuning(pieceMs);
      if (run !== null) return run;
      reached = progress.step;
      show({ ...progress, subject: subject.kind === "files" ? "teacher" : "student", task, learningRate, ...counts });
    }
  } catch (thrown) {
    // Too high a learning rate is no fault of the student: the others of the grid remain.
    if (!(thrown instanceof Diverged)) throw thrown;
    return { ...place, steps: reached, bestStep: 0, chosenBy: null, measured: {}, score: null };
  }
}

/** Seconds that are left if the runs to come take as long as those before: they may stop earlier. */
export function fineTuningSecondsLeft({ done, of, step, steps }: Pick<FineTuningStatus, "done" | "of" | "step" | "steps">, doneBefore: number, elapsedSeconds: number): number | null {
  const worked = done - doneBefore + (steps === 0 ? 0 : step / steps);
  return worked === 0 ? null : (elapsedSeconds * (of - doneBefore - worked)) / worked;
}
