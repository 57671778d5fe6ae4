import type { NamedFile } from "../base/files.ts";
import { createTokenizer } from "../data/tokenizer.ts";
import { checkVocabulary, readModelFiles } from "../formats/hugging-face.ts";
import { loadNetwork } from "../model/load.ts";
import type { TeacherSummary } from "../study/study.ts";

/** A teacher from its files, checked but not on the device. @throws Refused naming the file, tensor or field */
export function readTeacher(files: readonly NamedFile[]) {
  const { config: json, tensors, tokenizer: source } = readModelFiles(files);
  const loaded = loadNetwork(json, tensors);
  const tokenizer = createTokenizer(source);
  checkVocabulary(tokenizer.vocabSize, loaded.network.vocabSize);
  return { ...loaded, tokenizer };
}

/** What a teacher is. @throws Refused as `readTeacher` */
export function inspectTeacher(files: readonly NamedFile[]): Omit<TeacherSummary, "name" | "fingerprint"> {
  const { config, modelType, network, tensors, targets } = readTeacher(files);
  return {
    modelType,
    vocabSize: network.vocabSize,
    hiddenSize: network.hiddenSize,
    numHiddenLayers: network.layers,
    numAttentionHeads: network.heads,
    maxPositionEmbeddings: config.maxPositionEmbeddings,
    parameters: [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0),
    targets: [...targets],
  };
}
