import type { ReadonlySignal } from "@preact/signals";
import { Cancelled } from "../../base/errors.ts";
import type { FineTuningStatus, Lab, Precision, RunStatus } from "../../lab/port.ts";
import type { DownstreamName } from "../../study/downstream.ts";
import type { Study, Trial } from "../../study/study.ts";
import { writeStudyFile } from "../../formats/study-file.ts";
import { writeTrialsCsv } from "../../formats/trials-csv.ts";
import { zipped } from "../../formats/zip.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Empty } from "../parts/notice.tsx";
import { ShareButton } from "../share/share-button.tsx";
import { fileStem, saveFile } from "../share/save-file.ts";
import { saveFolder } from "../share/save-folder.ts";
import type { ExportWish } from "./actions.ts";
import { studentArchive } from "./snippet.ts";
import { StudyResults } from "./study-results.tsx";

export interface ResultsViewProps {
  /** null: nothing is kept here yet. */
  readonly study: Study | null;
  readonly lab: Pick<Lab, "exportStudent" | "exportFineTuned" | "cancelFineTuning" | "onnxAccuracy" | "distillRegularly" | "explain" | "why">;
  /** What is being worked on now, of whichever study. */
  readonly run: RunStatus | null;
  /** What is being fine-tuned for an export. */
  readonly fineTuning: ReadonlySignal<FineTuningStatus | null>;
  readonly trialId: number | null;
  readonly onPick: (trial: number) => void;
  /** Does something for the person and tells them where it fails. */
  readonly attempt: <T>(doing: string, action: () => Promise<T>) => Promise<T | undefined>;
  /** A regular distillation has begun. */
  readonly onStarted: () => void;
}

export function ResultsView({ study, lab, run, fineTuning, trialId, onPick, attempt, onStarted }: ResultsViewProps) {
  if (study === null)
    return (
      <>
        <h1>Results</h1>
        <Empty title="No results yet">
          <p>A study's Pareto front, its students and their exports will stand here. The built-in study is ready to start.</p>
          <ButtonLink href="#/setup" tone="primary">
            Set up a study
          </ButtonLink>
        </Empty>
      </>
    );
  const exportStudent = (trial: Trial, { onnx, into }: ExportWish) =>
    attempt("Exporting the student", async () => {
      const make = () => lab.exportStudent(study.id, trial.id, onnx);
      const { zip, folder } = studentArchive(study.name, trial.id);
      if (into === "folder") await saveFolder(window, folder, make);
      else saveFile(zip, zipped(await make()), "application/zip");
    });
  const exportFineTuned = async (trial: number | null, task: DownstreamName, onnx: readonly Precision[]) => {
    try {
      const files = await lab.exportFineTuned(study.id, trial, task, onnx);
      saveFile(`${fileStem(study.name)}-${trial === null ? "teacher" : `trial-${trial}`}-${task}.zip`, zipped(files), "application/zip");
    } catch (thrown) {
      if (!(thrown instanceof Cancelled)) await attempt("Fine-tuning it", () => Promise.reject(thrown));
    }
  };
  const onnxAccuracy = (trial: Trial, precision: Precision) =>
    attempt("Measuring the ONNX model", () => lab.onnxAccuracy(study.id, trial.id, precision));
  const saveJournal = async () => {
    const { writeJournal } = await import("../../formats/write-journal.ts");
    saveFile(`${fileStem(study.name)}.journal.log`, writeJournal(study), "text/plain");
  };
  const distillRegularly = (trial: Trial) =>
    attempt("Training it for longer", async () => {
      await lab.distillRegularly(study.id, trial.id);
      onStarted();
    });
  return (
    <StudyResults
      study={study}
      picked={trialId}
      onPick={onPick}
      actions={{ exportStudent, exportFineTuned, cancelFineTuning: () => lab.cancelFineTuning(), fineTuning, onnxAccuracy, distillRegularly, busy: run === null ? null : "Waits until what runs now has stopped." }}
      questions={{ explain: () => lab.explain(study.id), why: (trial) => lab.why(study.id, trial) }}
      tools={
        <>
          <Button onClick={() => saveFile(`${fileStem(study.name)}.csv`, writeTrialsCsv(study), "text/csv")}>Save as CSV</Button>
          <Button onClick={() => saveFile(`${fileStem(study.name)}.study.json`, writeStudyFile(study), "application/json")}>
            Save as file
          </Button>
          <Button onClick={() => attempt("Writing the journal", saveJournal)}>Save for Optuna</Button>
          <ShareButton study={study} />
        </>
      }
    />
  );
}
