import { Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import type { NamedTensors } from "../base/tensors.ts";
import { writeStudentDirectory } from "../formats/hugging-face.ts";
import type { Precision } from "../formats/onnx/precision.ts";
import { mobileBertConfig, toHuggingFaceConfig, type MobileBertConfig } from "../model/mobilebert-config.ts";
import type { Requirements } from "../study/requirements.ts";
import type { Study } from "../study/study.ts";
import { teacherFiles } from "./material.ts";
import type { LabPorts } from "./ports.ts";
import { withWholeTokenizer } from "./tokenizer-files.ts";

/** A student as a Hugging Face directory that `from_pretrained` opens. @throws Refused if it is not kept here */
export async function exportStudent(
  study: Study,
  trialId: number,
  onnx: readonly Precision[],
  ports: Pick<LabPorts, "builtinFile" | "store">,
): Promise<readonly NamedFile[]> {
  const trial = study.trials.find(({ id }) => id === trialId);
  const tensors = await ports.store.student(study.id, trialId);
  if (!trial || !tensors) {
    throw new Refused(`the weights of trial ${trialId} of "${study.name}" are not kept in this browser`);
  }
  const { vocabSize, maxPositionEmbeddings } = study.teacher;
  const config = mobileBertConfig(trial.architecture, study.requirements.template, { vocabSize, maxPositionEmbeddings });
  return writeStudentDirectory({
    config: toHuggingFaceConfig(config),
    tensors,
    tokenizerFiles: withWholeTokenizer(await teacherFiles(study.requirements.teacher, ports)),
    card: { study, trial },
    ...(onnx.length > 0 && { onnx: await onnxModels(config, tensors, study.requirements.tasks, onnx) }),
  });
}

/** @param tasks what the student was trained for, and so which of its heads are of use */
async function onnxModels(form: MobileBertConfig, tensors: NamedTensors, tasks: Requirements["tasks"], onnx: readonly Precision[]) {
  // Fetched when asked for: few exports need it.
  const { writeOnnx } = await import("../formats/onnx/mobilebert.ts");
  const outputs = ["features", ...tasks] as const;
  return new Map(onnx.map((precision) => [precision, writeOnnx({ form, tensors, outputs, precision })]));
}
