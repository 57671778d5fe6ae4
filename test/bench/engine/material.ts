/** What every engine is given at a scale: weights, batches, a teacher. Seeded, the same in every realm. */
import type { BatchSource } from "../../../src/data/batch.ts";
import { createBert } from "../../../src/model/bert.ts";
import { mobileBertConfig, type MobileBertConfig } from "../../../src/model/mobilebert-config.ts";
import type { Network } from "../../../src/model/network.ts";
import { defaultRequirements, type Schedule } from "../../../src/study/requirements.ts";
import type { Template } from "../../../src/study/templates/template.ts";
import { createLessons } from "../../distill/lessons.ts";
import { batchCount, type Scale } from "./scale.ts";

export const templateOf = ({ embeddingSize }: Scale): Template => ({ ...defaultRequirements.template, embeddingSize });

export const studentConfig = (scale: Scale): MobileBertConfig =>
  mobileBertConfig(scale.architecture, templateOf(scale), { vocabSize: scale.vocabSize, maxPositionEmbeddings: scale.sequenceLength });

/** Of the regular schedule, so long that no run comes to its end. */
export const schedule: Schedule = { ...defaultRequirements.schedule, optimiser: "adamw", transferStepsPerLayer: 0, distillationSteps: 1_000_000 };

const hiddenTokensOfRow = 4;

export function batchesOf({ vocabSize, batchSize, sequenceLength }: Scale): BatchSource {
  const lessons = createLessons(vocabSize, batchSize, sequenceLength, hiddenTokensOfRow);
  return { count: batchCount, batch: (index) => lessons.batch(index % batchCount) };
}

export const teacherOf = ({ architecture, vocabSize, sequenceLength }: Scale): Network =>
  createBert({
    modelType: "bert",
    vocabSize,
    maxPositionEmbeddings: sequenceLength,
    typeVocabSize: 2,
    numHiddenLayers: 1,
    hiddenSize: architecture.hiddenSize,
    numAttentionHeads: architecture.numAttentionHeads,
    intermediateSize: architecture.hiddenSize,
    hiddenAct: "gelu",
    layerNormEps: 1e-12,
  });

export const studentSeed = 2;
export const teacherSeed = 1;
