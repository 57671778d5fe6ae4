/** The memory that a training is said to take, against what it takes. */
import { beforeAll, describe, expect, it } from "vitest";
import { createDistillation } from "../../src/distill/training.ts";
import { openBackend } from "../../src/engine/backend.ts";
import { freeUnused } from "../../src/engine/memory.ts";
import * as tf from "../../src/engine/tf.ts";
import { watchPeakBytes } from "../../src/evaluate/memory.ts";
import { createBert } from "../../src/model/bert.ts";
import { createMobileBert } from "../../src/model/mobilebert.ts";
import { mobileBertConfig } from "../../src/model/mobilebert-config.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import type { Architecture } from "../../src/study/architecture.ts";
import type { BackendName } from "../../src/study/device.ts";
import { defaultRequirements } from "../../src/study/requirements.ts";
import type { Template } from "../../src/study/templates/template.ts";
import { memoryProblem, trainingMemory } from "../../src/study/training-memory.ts";
import { installGauge, type Counts } from "../bench/engine/gauge.ts";
import { describeBackends } from "../suites/backend.ts";
import { installNullDevice } from "../tools/null-device.ts";
import { createCache } from "./family.ts";
import { createLessons } from "./lessons.ts";

/** What differs from case to case; the rest is small. */
interface Case {
  readonly architecture: Architecture;
  readonly batchSize: number;
  readonly template?: Partial<Template>;
  readonly vocabSize?: number;
  readonly teacher?: { readonly hiddenSize: number; readonly numHiddenLayers: number };
}
const narrow: Architecture = { numHiddenLayers: 2, hiddenSize: 64, intraBottleneckSize: 16, numAttentionHeads: 4, intermediateSize: 32, numFeedforwardNetworks: 1 };
const wide: Architecture = { numHiddenLayers: 3, hiddenSize: 96, intraBottleneckSize: 64, numAttentionHeads: 2, intermediateSize: 128, numFeedforwardNetworks: 2 };
const sequenceLength = 32;

const cases: Readonly<Record<string, Case>> = {
  "a narrow student": { architecture: narrow, batchSize: 8 },
  "a wide student": { architecture: wide, batchSize: 2 },
  "a student with layer norms": { architecture: wide, batchSize: 4, template: { normalization: "layer_norm", activation: "gelu" } },
  "a student with other inputs": { architecture: wide, batchSize: 4, template: { keyQuerySharedBottleneck: false, trigramInput: false } },
  "a large vocabulary": { architecture: narrow, batchSize: 4, vocabSize: 6000 },
  "a large teacher": { architecture: narrow, batchSize: 8, teacher: { hiddenSize: 192, numHiddenLayers: 6 } },
};

/** The memory a training is said to take, as a share of what `measure` finds; the teacher's outputs are not kept. */
async function toldShare({ architecture, batchSize, ...change }: Case, backend: BackendName, measure: () => () => number): Promise<number> {
  const { hiddenSize, numHiddenLayers } = change.teacher ?? { hiddenSize: 64, numHiddenLayers: 2 };
  const size = { vocabSize: change.vocabSize ?? 300, maxPositionEmbeddings: sequenceLength, hiddenSize };
  const attention = { numHiddenLayers, numAttentionHeads: 4 };
  const own = { modelType: "bert" as const, typeVocabSize: 2, intermediateSize: 4 * hiddenSize, hiddenAct: "gelu" as const, layerNormEps: 1e-12 };
  const network = createBert({ ...size, ...attention, ...own });
  const tensors = network.initialise(1);
  const targets: ("mlm" | "nsp")[] = ["mlm", "nsp"];
  const teacher = { ...size, ...attention, modelType: "bert", parameters: [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0), targets };
  const schedule = { ...defaultRequirements.schedule, batchSize, sequenceLength, transferStepsPerLayer: 2, distillationSteps: 2 };
  const template = { ...defaultRequirements.template, embeddingSize: 32, ...change.template };
  const student = createMobileBert(mobileBertConfig(architecture, template, size));

  const measured = measure();
  const parameters = toTensors(tensors);
  const training = await createDistillation({
    recipe: { architecture, template, schedule, kind: "regular", tasks: targets, seed: 1 },
    student,
    teacher: { network, parameters },
    batches: createLessons(size.vocabSize, batchSize, sequenceLength, Math.ceil(schedule.maskProbability * sequenceLength)),
    cache: createCache(0),
    cacheKey: "memory",
    initial: student.initialise(2),
    checkpoint: null,
    now: () => 0,
  });
  while (!(await training.advance(Infinity)).done);
  const bytes = measured();
  training.dispose();
  disposeParameters(parameters);
  freeUnused();
  return trainingMemory(architecture, { ...defaultRequirements, template, schedule }, teacher, backend).peakBytes / bytes;
}

/** Too little would let the tab crash, too much turn students away. */
function expectBound(share: number): void {
  expect(share).toBeGreaterThan(1);
  expect(share).toBeLessThan(1.3);
}

describeBackends("the memory of a training", (backend) => {
  it.each(Object.entries(cases))("is told for %s: never too little, hardly too much", async (_what, given) => {
    const share = await toldShare(given, backend, () => {
      const before = tf.memory().numBytes;
      const peak = watchPeakBytes();
      return () => peak() - before;
    });
    expectBound(share);
  });
}, ["wasm"]);

/** Of which not all hidden words are sorted at once. */
const sortedInSlices: Case = { architecture: narrow, batchSize: 32, vocabSize: 9000 };

describe("the memory of a training on a GPU", () => {
  let count: () => Counts;
  beforeAll(async () => {
    installNullDevice();
    count = installGauge();
    await openBackend("webgpu", { gpu: navigator.gpu, isolated: false, wasmPaths: "" });
  });

  it.each(Object.entries({ ...cases, "words sorted in slices": sortedInSlices }))("is told for %s: never too little, hardly too much", async (_what, given) => {
    const share = await toldShare(given, "webgpu", () => {
      const before = count().allocatedBytes;
      return () => count().peakBytes - before;
    });
    expectBound(share);
  });
});

it("fits or does not, and says why", () => {
  const needed = { peakBytes: 5.2e9, largestBytes: 1e9 };
  expect(memoryProblem(needed, { totalBytes: 6e9, tensorBytes: 1e9 })).toBeNull();
  expect(memoryProblem(needed, { totalBytes: 4.3e9, tensorBytes: 4.3e9 })).toBe(
    "it does not fit this device: training takes about 5.2 GB, the most here is 4.3 GB",
  );
  expect(memoryProblem(needed, { totalBytes: Infinity, tensorBytes: 134217728 })).toMatch(/one of its tensors takes 1.0 GB, the most here is 0.13 GB$/);
});
