import { Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import { writeStudentDirectory } from "../formats/hugging-face.ts";
import { mobileBertConfig, toHuggingFaceConfig } from "../model/mobilebert-config.ts";
import type { Study } from "../study/study.ts";
import { teacherFiles } from "./material.ts";
import type { LabPorts } from "./ports.ts";

/** A student as a Hugging Face directory that `from_pretrained` opens. @throws Refused if it is not kept here */
export async function exportStudent(study: Study, trialId: number, ports: LabPorts): Promise<readonly NamedFile[]> {
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
    tokenizerFiles: await teacherFiles(study.requirements.teacher, ports),
    card: { study, trial },
  });
}
