import { Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import type { NamedTensors } from "../base/tensors.ts";
import { writeModelDirectory } from "../formats/hugging-face.ts";
import { writeModelCard } from "../formats/model-card.ts";
import type { Precision } from "../formats/onnx/precision.ts";
import { mobileBertConfig, toHuggingFaceConfig, type MobileBertConfig } from "../model/mobilebert-config.ts";
import type { Study } from "../study/study.ts";
import { teacherFiles } from "./material.ts";
import type { LabPorts } from "./ports.ts";
import { withWholeTokenizer } from "./tokenizer-files.ts";

/** A student of a study, as far as it is kept here. @throws Refused if it is not */
export async function keptStudent(study: Study, trialId: number, { store }: Pick<LabPorts, "store">) {
  const trial = study.trials.find(({ id }) => id === trialId);
  const tensors = await store.student(study.id, trialId);
  if (!trial || !tensors) {
    throw new Refused(`the weights of trial ${trialId} of "${study.name}" are not kept in this browser`);
  }
  const { vocabSize, maxPositionEmbeddings } = study.teacher;
  return { trial, tensors, config: mobileBertConfig(trial.architecture, study.requirements.template, { vocabSize, maxPositionEmbeddings }) };
}

/** A student as a Hugging Face directory that `from_pretrained` opens. @throws Refused if it is not kept here */
export async function exportStudent(
  study: Study,
  trialId: number,
  onnx: readonly Precision[],
  ports: Pick<LabPorts, "builtinFile" | "store">,
): Promise<readonly NamedFile[]> {
  const { trial, tensors, config } = await keptStudent(study, trialId, ports);
  const models = await Promise.all(onnx.map(async (precision) => [precision, await onnxModel(config, tensors, study, precision)] as const));
  return writeModelDirectory({
    config: toHuggingFaceConfig(config),
    tensors,
    tokenizerFiles: withWholeTokenizer(await teacherFiles(study.requirements.teacher, ports), config.modelType, config.maxPositionEmbeddings),
    card: writeModelCard({ study, trial }, onnx),
    ...(onnx.length > 0 && { onnx: new Map(models) }),
  });
}

/** A student as one ONNX model. @throws Refused if it is not kept here */
export async function onnxStudent(study: Study, trialId: number, precision: Precision, ports: Pick<LabPorts, "store">): Promise<Uint8Array> {
  const { tensors, config } = await keptStudent(study, trialId, ports);
  return onnxModel(config, tensors, study, precision);
}

/** With the heads that the student was trained for. */
async function onnxModel(form: MobileBertConfig, tensors: NamedTensors, { requirements }: Study, precision: Precision): Promise<Uint8Array> {
  // Fetched when asked for: few exports need it.
  const { writeOnnx } = await import("../formats/onnx/mobilebert.ts");
  return writeOnnx({ form, tensors, outputs: ["features", ...requirements.tasks], precision });
}
