/** A tiny teacher, tiny students, and all that a distillation needs, for tests. */
import type { DistillationSettings } from "../../src/distill/training.ts";
import type { Recipe, TeacherCache } from "../../src/distill/port.ts";
import { createBert } from "../../src/model/bert.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import { toTensors } from "../../src/model/parameters.ts";
import { defaultRequirements, type Schedule } from "../../src/study/requirements.ts";
import { createLessons } from "./lessons.ts";

export const vocabSize = 12;

const teacherNetwork = createBert({
  modelType: "bert",
  vocabSize,
  maxPositionEmbeddings: 8,
  typeVocabSize: 2,
  numHiddenLayers: 3,
  hiddenSize: 16,
  numAttentionHeads: 2,
  intermediateSize: 16,
  hiddenAct: "gelu",
  layerNormEps: 1e-12,
});

/** Far enough from its beginnings to have something to say. */
const teacherTensors = new Map(
  [...teacherNetwork.initialise(1)].map(([name, { shape, data }]) => [name, { shape, data: data.map((value) => value * 5) }]),
);

/** Dispose its parameters with `disposeParameters`. */
export const createTeacher = () => ({ network: teacherNetwork, parameters: toTensors(teacherTensors) });

export const createStudent = (hiddenSize: number, numAttentionHeads: number) =>
  createMobileBert({
    modelType: "mobilebert",
    vocabSize,
    maxPositionEmbeddings: 8,
    typeVocabSize: 2,
    embeddingSize: 8,
    trigramInput: true,
    numHiddenLayers: 2,
    hiddenSize,
    intraBottleneckSize: 8,
    numAttentionHeads,
    intermediateSize: 8,
    numFeedforwardNetworks: 2,
    keyQuerySharedBottleneck: true,
    useBottleneckAttention: false,
    normalizationType: "no_norm",
    hiddenAct: "relu",
    layerNormEps: 1e-12,
    classifierActivation: true,
  });

export const createRecipe = (schedule: Partial<Schedule> = {}, change: Partial<Recipe> = {}): Recipe => ({
  architecture: {
    numHiddenLayers: 2,
    hiddenSize: 16,
    intraBottleneckSize: 8,
    numAttentionHeads: 2,
    intermediateSize: 8,
    numFeedforwardNetworks: 2,
  },
  template: { ...defaultRequirements.template, embeddingSize: 8 },
  schedule: { ...defaultRequirements.schedule, transferStepsPerLayer: 60, distillationSteps: 80, ...schedule },
  kind: "flash",
  tasks: ["mlm", "nsp"],
  seed: 4,
  ...change,
});

/** A cache in memory that counts; `room` is how many entries it takes. */
export function createCache(room = Infinity) {
  const entries = new Map<string, ArrayBuffer>();
  const counts = { reads: 0, hits: 0, refusals: 0 };
  const cache: TeacherCache = {
    async read(key) {
      counts.reads++;
      const bytes = entries.get(key);
      if (bytes !== undefined) counts.hits++;
      return bytes?.slice(0);
    },
    async write(key, bytes) {
      if (entries.size >= room && !entries.has(key)) {
        counts.refusals++;
        return false;
      }
      entries.set(key, bytes.slice(0));
      return true;
    },
  };
  return { ...cache, entries, counts };
}

/** Settings of a small distillation: 3 + 3 + 4 steps. */
export function createSettings(change: Partial<DistillationSettings> = {}): DistillationSettings {
  const student = change.student ?? createStudent(16, 2);
  return {
    recipe: createRecipe(),
    student,
    teacher: createTeacher(),
    batches: createLessons(vocabSize),
    cache: createCache(),
    cacheKey: "study",
    initial: student.initialise(2),
    checkpoint: null,
    now: () => 0,
    ...change,
  };
}
