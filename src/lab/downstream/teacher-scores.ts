/** The teacher on the downstream tasks of a study: what its students are measured by. Runs once a study. */
import { Lost } from "../../base/errors.ts";
import type { FineTuningRun } from "../../study/fine-tuning.ts";
import type { Study } from "../../study/study.ts";
import type { Control } from "../control.ts";
import { fineTuneAll, fineTuningSecondsLeft, gridLeft, type Interruption } from "./fine-tuning.ts";
import { teacherFiles } from "../material.ts";
import type { RunPorts } from "../ports.ts";
import type { TaskSource } from "./task-source.ts";

/** Workers or devices that may be lost meanwhile. */
const lossesAllowed = 3;

/** Every run is kept when it ends. Stepped over, or lost too often, it is taken up again when the study is resumed. */
export async function fineTuneTeacher(study: Study, source: TaskSource, control: Control, ports: RunPorts): Promise<void> {
  const { requirements } = study;
  if (requirements.downstream?.teacher !== true) return;
  let runs: readonly FineTuningRun[] = study.teacherFineTuned ?? [];
  if (gridLeft(requirements, runs).left.length === 0) return;
  const files = await teacherFiles(requirements.teacher, ports);
  const keep = async (run: FineTuningRun) => {
    runs = [...runs, run];
    const kept = (await ports.store.study(study.id)) ?? study;
    await ports.store.saveStudy({ ...kept, teacherFineTuned: [...runs] });
    ports.board.studyChanged();
  };
  for (let losses = 1; ; losses++) {
    const hired = ports.hireWorkbench();
    const [startedAt, doneBefore] = [ports.now(), runs.length];
    try {
      await hired.port.device(requirements.target.backend);
      await fineTuneAll({
        bench: hired.port,
        subject: { kind: "files", files },
        source,
        requirements,
        known: runs,
        interruption: () => interruptionOf(control, ports),
        show: (status) => {
          const left = fineTuningSecondsLeft(status, doneBefore, (ports.now() - startedAt) / 1000);
          ports.board.changeRun({ phase: "fineTuning", trialId: null, fineTuning: status, trialEtaSeconds: left, studyEtaSeconds: null });
        },
        keep,
      });
      return;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      if (losses === lossesAllowed) {
        // Perhaps it is too large for this device: its students may be not.
        const note = `The teacher was not fine-tuned: the device was lost ${losses} times (${error.message})`;
        return ports.board.changeRun({ notes: [...(ports.board.current.run?.notes ?? []), note] });
      }
    } finally {
      hired.dismiss();
      ports.board.changeRun({ fineTuning: null });
    }
  }
}

async function interruptionOf(control: Control, ports: RunPorts): Promise<Interruption | null> {
  if (control.paused) {
    ports.board.changeRun({ phase: "paused" });
    await control.whenRunning();
  }
  if (control.stopping) return "stopped";
  return control.takeSkip() ? "skipped" : null;
}
