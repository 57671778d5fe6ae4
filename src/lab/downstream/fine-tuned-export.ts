import { Refused } from "../../base/errors.ts";
import type { NamedFile } from "../../base/files.ts";
import type { NamedTensors } from "../../base/tensors.ts";
import type { Precision } from "../../formats/onnx/precision.ts";
import { readModelFiles } from "../../formats/hugging-face.ts";
import type { CardFacts } from "../../formats/model-card.ts";
import { toHuggingFaceConfig } from "../../model/mobilebert-config.ts";
import type { TaskHead } from "../../model/task-network.ts";
import { downstreamFacts, type DownstreamName } from "../../study/downstream.ts";
import type { FinishedRun } from "../../study/fine-tuning.ts";
import { chosenRuns } from "../../study/task-scores.ts";
import type { Study } from "../../study/study.ts";
import type { BenchWork } from "../bench-work.ts";
import { keptStudent } from "../exports.ts";
import { teacherFiles } from "../material.ts";
import type { FineTuneSubject } from "../port.ts";
import type { RunPorts } from "../ports.ts";
import { taskModelDirectory } from "./task-model.ts";
import { createTaskSource } from "./task-source.ts";

/** Milliseconds between two looks at how far it is. */
const pieceMs = 250;

interface Chosen {
  readonly run: FinishedRun;
  readonly subject: FineTuneSubject;
  readonly config: Readonly<Record<string, unknown>>;
  readonly origin: string;
  readonly student?: CardFacts;
}

/** What to fine-tune, and the run of the study that did best. @throws Refused where there was none */
async function chosenOf(study: Study, trialId: number | null, task: DownstreamName, files: readonly NamedFile[], ports: RunPorts): Promise<Chosen> {
  const trial = study.trials.find(({ id }) => id === trialId);
  const runs = (trialId === null ? study.teacherFineTuned : trial?.fineTuned) ?? [];
  const [run] = chosenRuns(runs, task).toSorted((a, b) => b.chosenBy - a.chosenBy);
  const who = trialId === null ? "the teacher" : `the student of trial ${trialId}`;
  if (run === undefined) throw new Refused(`${who} was not fine-tuned on ${downstreamFacts(task).label} in "${study.name}"`);
  if (trialId === null) return { run, subject: { kind: "files", files }, config: readModelFiles(files).config, origin: study.teacher.name };
  const { trial: kept, config, tensors } = await keptStudent(study, trialId, ports);
  const student = { study, trial: kept };
  return { run, subject: { kind: "kept", config, tensors }, config: toHuggingFaceConfig(config), origin: `${study.name}, trial ${trialId}`, student };
}

export interface FineTunedWish {
  /** null: the teacher. */
  readonly trial: number | null;
  readonly task: DownstreamName;
  readonly onnx: readonly Precision[];
}

/** A fine-tuned student in each precision; nothing where none are asked for. */
async function onnxModels(subject: FineTuneSubject, head: TaskHead, tensors: NamedTensors, precisions: readonly Precision[]) {
  if (precisions.length === 0 || subject.kind !== "kept") return new Map<Precision, Uint8Array>();
  const { writeOnnx } = await import("../../formats/onnx/mobilebert.ts");
  return new Map(precisions.map((precision) => [precision, writeOnnx({ form: subject.config, tensors, outputs: [], head: head.kind, precision })]));
}

/**
 * @returns does the same run once more, with the same outcome on the same device, and gives the network with its head as
 * files. @throws Cancelled
 * @throws Refused where it was not fine-tuned in the study, or is not kept here
 */
export async function fineTunedExport(study: Study, { trial, task, onnx }: FineTunedWish, work: BenchWork, ports: RunPorts): Promise<() => Promise<readonly NamedFile[]>> {
  if (trial === null && onnx.length > 0) throw new Refused("students alone are written as ONNX models, not their teacher");
  const { requirements } = study;
  const settings = requirements.downstream?.fineTuning;
  const files = await teacherFiles(requirements.teacher, ports);
  const { run: wanted, subject, config, origin, student } = await chosenOf(study, trial, task, files, ports);
  if (settings === undefined) throw new Refused(`"${study.name}" has no downstream tasks`);
  const prepared = await createTaskSource(study, ports).prepared(task);
  const { learningRate } = wanted;
  const status = { subject: trial === null ? "teacher" : "student", task, learningRate, done: 0, of: 1 } as const;
  const fineTune = () =>
    work.run(async (bench) => {
      await bench.device(requirements.target.backend);
      await bench.prepareTask(prepared);
      await bench.beginFineTuning(subject, settings, wanted);
      for (;;) {
        const { run, ...progress } = await bench.advanceFineTuning(pieceMs);
        ports.board.change({ fineTuning: { ...status, ...progress } });
        if (run === null) continue;
        const tensors = await bench.fineTuned();
        const { head, labels } = prepared;
        const models = await onnxModels(subject, head, tensors, onnx);
        return taskModelDirectory({ config, head, labels, tensors, files, origin, run, settings, student, onnx: models });
      }
    });
  return () => fineTune().finally(() => ports.board.change({ fineTuning: null }));
}
