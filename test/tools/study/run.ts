/** Drives one study in an open session to its end, and tells about it. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { writeStudyFile } from "../../../src/formats/study-file.ts";
import { writeJournal } from "../../../src/formats/write-journal.ts";
import { latestDeviceKey, paretoTrials } from "../../../src/study/pareto.ts";
import type { Measurement } from "../../../src/study/measurement.ts";
import type { Study, StudyId, Trial } from "../../../src/study/study.ts";
import { importMaterial, openStudy, type FoundMaterial } from "./material.ts";
import type { StudyOptions } from "./options.ts";
import { LabError, type PageLab } from "./page.ts";
import { bestOf, pushStudent } from "./push-student.ts";
import { createReporter, deviceText, durationText, studyTable, taskTable, type Reporter } from "./report.ts";
import type { Session } from "./session.ts";

/** What the process answers with. */
export const status = { finished: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Where lines go: progress and results, complaints. */
export interface Console {
  say(line: string): void;
  complain(line: string): void;
}

export interface StudyRun extends Console {
  readonly session: Pick<Session, "lab" | "handover">;
  readonly options: StudyOptions;
  readonly material: FoundMaterial;
  /** Aborted when the person wants to stop. */
  readonly interrupt: AbortSignal;
}

/** Whole or not at all: a study is never lost to a write that was cut off. */
function keep(file: string, text: string): void {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}

/** Reports until the run has ended. @throws LabError with the run's failure */
async function follow(lab: PageLab, id: StudyId, reporter: Reporter, onStudy: (study: Study) => void): Promise<void> {
  let [revision, studyRevision] = [-1, -1];
  for (;;) {
    const snapshot = await lab.snapshot(revision, 2000);
    revision = snapshot.revision;
    if (snapshot.studyRevision !== studyRevision) {
      studyRevision = snapshot.studyRevision;
      const study = await lab.study(id);
      reporter.trials(study);
      onStudy(study);
    }
    if (snapshot.run === null) {
      if (snapshot.failure !== null) throw new LabError(snapshot.failure);
      return;
    }
    reporter.status(snapshot.run);
  }
}

function describe({ requirements, teacher, corpus }: Study): string {
  const { budget } = requirements;
  const size = `${teacher.numHiddenLayers} layers, hidden size ${teacher.hiddenSize}, vocabulary ${teacher.vocabSize}`;
  const limit = budget.kind === "trials" ? `${budget.trials} trials` : durationText(60 * budget.minutes);
  return `study "${requirements.name}": teacher ${teacher.name} (${size}), text ${corpus.name} (${corpus.sentences} sentences), budget ${limit}`;
}

const accuracyText = ({ mlmAccuracy, nspAccuracy }: Measurement["metrics"]) =>
  Object.entries({ MLM: mlmAccuracy, NSP: nspAccuracy })
    .flatMap(([name, estimate]) => (estimate === undefined ? [] : [`${name} accuracy ${(100 * estimate.value).toFixed(1)} %`]))
    .join(", ");

/** Takes files into a folder, and nowhere else. */
const acceptInto = (handover: Session["handover"], folder: string) => (name: string) => {
  const file = join(folder, name);
  if (!file.startsWith(folder + sep)) throw new LabError(`a student's file lies outside of its folder: ${name}`);
  return handover.accept(file);
};

/** @returns whether all could be written */
async function exportTrials(run: StudyRun, id: StudyId, trials: readonly Trial[], directory: string): Promise<boolean> {
  const { lab, handover } = run.session;
  let complete = true;
  for (const trial of trials) {
    const folder = resolve(directory, `trial-${trial.id}`);
    try {
      const names = await lab.exportStudent(id, trial.id, run.options.onnx ?? [], acceptInto(handover, folder));
      run.say(`student of trial ${trial.id} in ${folder}: ${names.join(", ")}`);
      for (const precision of run.options.onnx ?? []) {
        run.say(`  as ONNX in ${precision}: ${accuracyText(await lab.onnxAccuracy(id, trial.id, precision))}`);
      }
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      run.complain(`the student of trial ${trial.id} cannot be exported: ${error.message}`);
      complete = false;
    }
  }
  return complete;
}

/** The students, and the teacher, as they were fine-tuned on each task. @returns whether all could be written */
async function exportFineTuned(run: StudyRun, study: Study, trials: readonly Trial[], directory: string): Promise<boolean> {
  const { lab, handover } = run.session;
  let complete = true;
  const places = [...(study.teacherFineTuned ? [null] : []), ...trials.map(({ id }) => id)].flatMap((trial) =>
    (study.requirements.downstream?.tasks ?? []).map(({ task }) => ({ trial, task })),
  );
  for (const { trial, task } of places) {
    const name = `${trial === null ? "teacher" : `trial-${trial}`}-${task}`;
    const folder = resolve(directory, name);
    try {
      const names = await lab.exportFineTuned(study.id, trial, task, trial === null ? [] : (run.options.onnx ?? []), acceptInto(handover, folder));
      run.say(`${name} in ${folder}: ${names.join(", ")}`);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      run.complain(`${name} cannot be exported: ${error.message}`);
      complete = false;
    }
  }
  return complete;
}

/**
 * @returns the status for the process: finished, failed or interrupted
 * @throws UsageError · LabError
 */
export async function runStudy(run: StudyRun): Promise<number> {
  const { session, options, material, interrupt, say, complain } = run;
  const { lab, handover } = session;
  const imported = await importMaterial(lab, material, handover, say);
  const id = await openStudy(lab, options, material, imported);
  const begun = await lab.study(id);
  say(deviceText(await lab.device(begun.requirements.target.backend)));
  say(describe(begun));

  const reporter = createReporter(say, () => performance.now(), begun.trials);
  const onStudy = (study: Study) => {
    if (options.out !== undefined) keep(options.out, writeStudyFile(study));
    if (options.journal !== undefined) keep(options.journal, writeJournal(study));
  };
  const toEnd = async (start: () => Promise<void>) => {
    if (interrupt.aborted) return;
    await start();
    if (interrupt.aborted) await lab.stop();
    await follow(lab, id, reporter, onStudy);
  };
  interrupt.addEventListener("abort", () => void lab.stop().catch(() => undefined));

  const { regular } = options;
  if (regular === undefined || options.resume === undefined) await toEnd(() => lab.run(id));
  if (regular !== undefined) await toEnd(() => lab.distillRegularly(id, regular));

  const ended = await lab.study(id);
  onStudy(ended);
  for (const line of [...studyTable(ended), ...taskTable(ended)]) say(line);
  if (interrupt.aborted) return status.interrupted;

  const deviceKey = latestDeviceKey(ended);
  const front = deviceKey === null ? [] : paretoTrials(ended, deviceKey);
  const regulars = ended.trials.filter(({ role, parent, state }) => role === "regular" && parent === regular && state === "complete");
  const exported = options.export === undefined || (await exportTrials(run, id, [...front, ...regulars], options.export));
  const tuned = options.export === undefined || options.fineTuned !== true || (await exportFineTuned(run, ended, [...front, ...regulars], options.export));
  const chosen = regulars[0] ?? bestOf(front, ended);
  const pushed = options.push === undefined || (chosen !== undefined && (await pushStudent(lab, ended, chosen, options.push, options, run)));
  const done = regular === undefined ? ended.trials.some(({ state }) => state === "complete") : regulars.length > 0;
  if (!done) complain("no trial was completed");
  return done && exported && tuned && pushed ? status.finished : status.failed;
}

