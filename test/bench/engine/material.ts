/** What every engine is given at a scale: weights, batches, a teacher. Seeded, the same in every realm. */
import type { BatchSource } from "../../../src/data/batch.ts";
import { createBert } from "../../../src/model/bert.ts";
import { mobileBertConfig, type MobileBertConfig } from "../../../src/model/mobilebert-config.ts";
import type { Network } from "../../../src/model/network.ts";
import { bertFlops } from "../../../src/study/templates/bert.ts";
import { mobilebertFlops } from "../../../src/study/templates/mobilebert.ts";
import { defaultRequirements, type Schedule } from "../../../src/study/requirements.ts";
import type { Template } from "../../../src/study/templates/template.ts";
import { createLessons } from "../../distill/lessons.ts";
import { batchCount, trialSteps, type Scale } from "./scale.ts";

export const templateOf = ({ embeddingSize }: Scale): Template => ({ ...defaultRequirements.template, embeddingSize });

export const studentConfig = (scale: Scale): MobileBertConfig =>
  mobileBertConfig(scale.architecture, templateOf(scale), { vocabSize: scale.vocabSize, maxPositionEmbeddings: scale.sequenceLength });

/** Of the regular schedule, so long that no run comes to its end. */
export const schedule: Schedule = { ...defaultRequirements.schedule, optimiser: "adamw", transferStepsPerLayer: 0, distillationSteps: 1_000_000 };

/** Of a whole training. */
export const trialSchedule: Schedule = { ...schedule, ...trialSteps };

const hiddenTokensOfRow = 4;

/** Batches that never come again. */
export const lessonsOf = ({ vocabSize, batchSize, sequenceLength }: Scale): BatchSource =>
  createLessons(vocabSize, batchSize, sequenceLength, hiddenTokensOfRow);

export function batchesOf(scale: Scale): BatchSource {
  const lessons = lessonsOf(scale);
  return { count: batchCount, batch: (index) => lessons.batch(index % batchCount) };
}

/** A teacher as small as can be: with its outputs kept it is no part of a step. */
export const teacherOf = (scale: Scale): Network => bertOf(scale, 1, scale.architecture.hiddenSize);

/** Of the masked-language head on a batch: one product as wide as the network, one with the words. Two a multiply-add. */
const headFlops = ({ architecture: { hiddenSize }, vocabSize, batchSize }: Scale): number =>
  2 * batchSize * hiddenTokensOfRow * hiddenSize * (hiddenSize + vocabSize);

/** A teacher of about `factor` times the student's floating-point operations, of which both heads have as many. */
export function largeTeacherOf(scale: Scale, factor: number): Network {
  const { architecture, batchSize, sequenceLength } = scale;
  const { hiddenSize } = architecture;
  const head = headFlops(scale);
  const student = mobilebertFlops(architecture, templateOf(scale), batchSize, sequenceLength) + head;
  const wanted = factor * student - head; // of its encoder
  const flopsOf = (layers: number, intermediateSize: number) =>
    bertFlops({ layers, hiddenSize, heads: architecture.numAttentionHeads, intermediateSize }, batchSize, sequenceLength);
  const layers = Math.max(1, Math.floor(wanted / flopsOf(1, 4 * hiddenSize)));
  // Linear in the width of the feed-forward networks: as wide as is missing.
  const width = (wanted - flopsOf(layers, 0)) / (flopsOf(layers, 1) - flopsOf(layers, 0));
  return bertOf(scale, layers, Math.round(width));
}

function bertOf({ architecture, vocabSize, sequenceLength }: Scale, layers: number, intermediateSize: number): Network {
  return createBert({
    modelType: "bert",
    vocabSize,
    maxPositionEmbeddings: sequenceLength,
    typeVocabSize: 2,
    numHiddenLayers: layers,
    hiddenSize: architecture.hiddenSize,
    numAttentionHeads: architecture.numAttentionHeads,
    intermediateSize,
    hiddenAct: "gelu",
    layerNormEps: 1e-12,
  });
}

export const studentSeed = 2;
export const teacherSeed = 1;
