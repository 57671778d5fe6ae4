/** The memory that a training is said to take, against what it takes. */
import { expect, it } from "vitest";
import { createDistillation } from "../../src/distill/training.ts";
import * as tf from "../../src/engine/tf.ts";
import { watchPeakBytes } from "../../src/evaluate/memory.ts";
import { createBert } from "../../src/model/bert.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import { mobileBertConfig } from "../../src/model/mobilebert-config.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import type { Architecture } from "../../src/study/architecture.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import { memoryProblem, trainingMemory } from "../../src/study/training-memory.ts";
import { describeBackends } from "../suites/backend.ts";
import { createCache } from "./family.ts";
import { createLessons } from "./lessons.ts";

const size = { vocabSize: 300, maxPositionEmbeddings: 32, hiddenSize: 64 };
const network = createBert({
  ...size,
  modelType: "bert",
  typeVocabSize: 2,
  numHiddenLayers: 2,
  numAttentionHeads: 4,
  intermediateSize: 4 * size.hiddenSize,
  hiddenAct: "gelu",
  layerNormEps: 1e-12,
});
const tensors = network.initialise(1);
const teacher = {
  ...size,
  modelType: "bert",
  numHiddenLayers: network.layers,
  numAttentionHeads: network.heads,
  parameters: [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0),
  targets: ["mlm", "nsp"] as ("mlm" | "nsp")[],
};
const narrow: Architecture = { numHiddenLayers: 2, hiddenSize: 64, intraBottleneckSize: 16, numAttentionHeads: 4, intermediateSize: 32, numFeedforwardNetworks: 1 };
const wide: Architecture = { numHiddenLayers: 3, hiddenSize: 96, intraBottleneckSize: 64, numAttentionHeads: 2, intermediateSize: 128, numFeedforwardNetworks: 2 };

describeBackends("the memory of a training", () => {
  it.each([
    { what: "a narrow student", architecture: narrow, batchSize: 8, normalization: "no_norm" },
    { what: "a wide student", architecture: wide, batchSize: 2, normalization: "no_norm" },
    { what: "a student with layer norms", architecture: wide, batchSize: 4, normalization: "layer_norm" },
  ] as const)("is told for $what: hardly too little, at most two and a half times too much", async ({ architecture, batchSize, normalization }) => {
    const schedule = { ...defaultRequirements.schedule, batchSize, sequenceLength: 32, transferStepsPerLayer: 1, distillationSteps: 2 };
    const template = { ...defaultRequirements.template, embeddingSize: 32, normalization };
    const requirements: Requirements = { ...defaultRequirements, template, schedule };
    const student = createMobileBert(mobileBertConfig(architecture, template, size));
    const parameters = toTensors(tensors);
    const before = tf.memory().numBytes - 4 * teacher.parameters;
    const training = await createDistillation({
      recipe: { architecture, template, schedule, kind: "regular", tasks: ["mlm", "nsp"], seed: 1 },
      student,
      teacher: { network, parameters },
      batches: createLessons(size.vocabSize, batchSize, 32, Math.ceil(0.15 * 32)),
      cache: createCache(0),
      cacheKey: "memory",
      initial: student.initialise(2),
      checkpoint: null,
      now: () => 0,
    });
    const peak = watchPeakBytes();
    expect((await training.advance(Infinity)).done).toBe(true);
    const measured = peak() - before;
    training.dispose();
    disposeParameters(parameters);
    const ratio = trainingMemory(architecture, requirements, teacher).peakBytes / measured;
    // Too little would let the tab crash; fused kernels need less than is told.
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(2.5);
  });
}, ["wasm"]);

it("fits or does not, and says why", () => {
  const needed = { peakBytes: 5.2e9, largestBytes: 1e9 };
  expect(memoryProblem(needed, { totalBytes: 6e9, tensorBytes: 1e9 })).toBeNull();
  expect(memoryProblem(needed, { totalBytes: 4.3e9, tensorBytes: 4.3e9 })).toBe(
    "it does not fit this device: training takes about 5.2 GB, the most here is 4.3 GB",
  );
  expect(memoryProblem(needed, { totalBytes: Infinity, tensorBytes: 134217728 })).toMatch(/one of its tensors takes 1.0 GB, the most here is 0.13 GB$/);
});
