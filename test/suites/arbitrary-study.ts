/** Any study the schema allows, for round trips; small where size shows nothing new. */
import fc from "fast-check";
import { axisLimits, axisNames, type Architecture } from "../../src/study/architecture.ts";
import { backendNames, type Device } from "../../src/study/device.ts";
import type { EarlierStudy } from "../../src/study/earlier-study.ts";
import type { Estimate, Measurement } from "../../src/study/measurement.ts";
import { downstreamNames, measureNames } from "../../src/study/downstream.ts";
import type { FineTuningRun } from "../../src/study/fine-tuning.ts";
import { metricNames } from "../../src/study/metrics.ts";
import type { EarlyStopping, Requirements } from "../../src/study/requirements.ts";
import type { Forecast, Study, Trial } from "../../src/study/study.ts";

/** JSON has no −0. */
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => (value === 0 ? 0 : value));
const whole = (min: number, max: number) => fc.integer({ min, max });
/** Any characters but unpaired surrogates, at most two units each. */
const text = (minLength: number, maxUnits: number) =>
  fc.string({ unit: "binary", minLength, maxLength: Math.min(20, maxUnits / 2) });
const time = whole(0, 2 ** 31).map((seconds) => seconds * 1000 + 7);
const fingerprint = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 });

const architecture = fc.record(
  Object.fromEntries(axisNames.map((axis) => [axis, whole(1, axisLimits[axis])])),
) as fc.Arbitrary<Architecture>;

const space = fc.record(
  Object.fromEntries(axisNames.map((axis) => [axis, fc.array(whole(1, axisLimits[axis]), { minLength: 1, maxLength: 4 })])),
) as fc.Arbitrary<Requirements["space"]>;

const device: fc.Arbitrary<Device> = fc.record({
  key: text(0, 300),
  backend: fc.constantFrom(...backendNames),
  adapter: text(0, 300),
  software: fc.boolean(),
  threads: whole(1, 1024),
  isolated: fc.boolean(),
  reason: text(0, 300),
});

const estimate: fc.Arbitrary<Estimate> = fc.oneof(
  fc.record({ value: finite, low: finite, high: finite, samples: whole(0, 1e9) }),
  finite.map((value) => ({ value, low: value, high: value, samples: 0 })),
);

const measurement: fc.Arbitrary<Measurement> = fc.record({
  metrics: fc.record(Object.fromEntries(metricNames.map((name) => [name, estimate])), { requiredKeys: [] }),
  timing: fc.option(
    fc.record({
      samplesMs: fc.array(finite, { maxLength: 5 }),
      singleShotMs: finite,
      referenceMs: finite,
      repeats: fc.tuple(whole(0, 1e9), whole(0, 1e9)),
      quantumMs: finite,
      drifted: fc.boolean(),
    }),
  ),
});

const forecast: fc.Arbitrary<Forecast> = fc.record({
  share: between(0.001, 0.999),
  chance: between(0, 1),
  metrics: fc.record(Object.fromEntries(metricNames.map((name) => [name, estimate])), { requiredKeys: [] }),
});

const fineTuningRun: fc.Arbitrary<FineTuningRun> = fc.record({
  task: fc.constantFrom(...downstreamNames),
  learningRate: between(1e-9, 1),
  seed: whole(0, 0xffffffff),
  steps: whole(0, 1e6),
  bestStep: whole(0, 1e6),
  chosenBy: fc.option(finite),
  measured: fc.record(Object.fromEntries(measureNames.map((name) => [name, finite])), { requiredKeys: [] }),
  score: fc.option(estimate),
});
const fineTuningRuns = fc.array(fineTuningRun, { maxLength: 3 });

const requiredOfTrial = fc.record({
  id: whole(0, 1_000_000),
  role: fc.constantFrom("baseline", "candidate", "regular"),
  parent: fc.option(whole(0, 1000)),
  architecture,
  origin: text(0, 40),
  state: fc.constantFrom("running", "complete", "infeasible", "stopped"),
  reason: fc.option(text(0, 1000)),
  device: fc.option(device),
  measurement: fc.option(measurement),
  curve: fc.array(fc.record({ step: whole(0, 1e6), loss: finite, stage: whole(0, 60) }), { maxLength: 4 }),
  seconds: between(0, 1e6),
  startedAt: time,
  finishedAt: fc.option(time),
});
const trial: fc.Arbitrary<Trial> = fc
  .tuple(requiredOfTrial, fc.record({ forecast, fineTuned: fineTuningRuns }, { requiredKeys: [] }))
  .map(([required, more]) => ({ ...required, ...more }));

const earlyStopping: fc.Arbitrary<EarlyStopping> = fc.record({
  rungs: fc.array(between(0.001, 0.999), { minLength: 1, maxLength: 8 }),
});

const plainRequirements: fc.Arbitrary<Requirements> = fc.record({
  version: fc.constant(1 as const),
  name: text(1, 200),
  teacher: fc.oneof(
    fc.record({ source: fc.constant("builtin" as const) }),
    fc.record({ source: fc.constant("imported" as const), name: text(1, 200), fingerprint }),
  ),
  corpus: fc.oneof(
    fc.record({ source: fc.constant("builtin" as const) }),
    fc.record({
      source: fc.constant("imported" as const),
      name: text(1, 200),
      fingerprint,
      heldout: fc.option(fc.record({ name: text(1, 200), fingerprint })),
    }),
  ),
  tasks: fc.constantFrom(["mlm" as const], ["nsp" as const], ["mlm" as const, "nsp" as const]),
  template: fc.record({
    name: fc.constant("mobilebert" as const),
    embeddingSize: whole(1, 2048),
    normalization: fc.constantFrom("no_norm", "layer_norm"),
    activation: fc.constantFrom("relu", "gelu"),
    trigramInput: fc.boolean(),
    keyQuerySharedBottleneck: fc.boolean(),
    useBottleneckAttention: fc.boolean(),
  }),
  space,
  objectives: fc.array(
    fc.record({ metric: fc.constantFrom(...metricNames), direction: fc.constantFrom("minimise", "maximise") }),
    { minLength: 1, maxLength: 4 },
  ),
  constraints: fc.array(
    fc.record({ metric: fc.constantFrom(...metricNames), bound: fc.constantFrom("atMost", "atLeast"), value: finite }),
    { maxLength: 3 },
  ),
  budget: fc.oneof(
    fc.record({ kind: fc.constant("trials" as const), trials: whole(1, 1000) }),
    fc.record({ kind: fc.constant("minutes" as const), minutes: between(1e-3, 10_000) }),
  ),
  schedule: fc.record({
    batchSize: whole(1, 512),
    sequenceLength: whole(8, 512),
    maskProbability: between(0.01, 0.5),
    transferStepsPerLayer: whole(0, 1_000_000),
    distillationSteps: whole(1, 10_000_000),
    flashShare: between(1e-6, 1),
    optimiser: fc.constantFrom("lamb", "adamw"),
    transferLearningRate: between(1e-9, 1),
    distillationLearningRate: between(1e-9, 1),
    warmupShare: between(0, 1),
    weightDecay: between(0, 1),
    featureMapWeight: between(0, 1e6),
    featureMeanWeight: between(0, 1e6),
    featureVarianceWeight: between(0, 1e6),
    attentionWeight: between(0, 1e6),
    groundTruthShare: between(0, 1),
  }),
  evaluation: fc.record({ examples: whole(1, 100_000) }),
  target: fc.record({
    batchSize: whole(1, 256),
    sequenceLength: whole(8, 512),
    backend: fc.constantFrom("auto", ...backendNames),
  }),
  seed: whole(0, 0xffffffff),
});

const earlierStudy: fc.Arbitrary<EarlierStudy> = fc.record({
  id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  name: text(1, 200),
  device: text(0, 300),
  trials: fc.array(
    fc.record({
      architecture,
      values: fc.record(Object.fromEntries(metricNames.map((name) => [name, finite])), { requiredKeys: [] }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

const downstream = fc.record({
  tasks: fc.uniqueArray(fc.record({ task: fc.constantFrom(...downstreamNames), name: text(1, 200), fingerprint }), { selector: ({ task }) => task, minLength: 1, maxLength: 3 }),
  fineTuning: fc.record({
    batchSize: whole(1, 512),
    sequenceLength: whole(8, 512),
    documentStride: whole(1, 512),
    examples: whole(1, 1_000_000),
    epochs: whole(1, 100),
    evaluationsPerEpoch: whole(1, 100),
    patience: whole(1, 1000),
    learningRates: fc.array(between(1e-9, 1), { minLength: 1, maxLength: 8 }),
    seeds: whole(1, 10),
    warmupShare: between(0, 1),
    weightDecay: between(0, 1),
  }),
  teacher: fc.boolean(),
});

/** With each choice, and as before there was one. */
const optional = fc.record(
  {
    candidates: fc.array(architecture, { maxLength: 3 }),
    earlyStopping: fc.option(earlyStopping),
    repeats: fc.boolean(),
    prior: fc.array(earlierStudy, { maxLength: 2 }),
    downstream,
  },
  { requiredKeys: [] },
);

const requirements: fc.Arbitrary<Requirements> = fc.tuple(plainRequirements, optional).map(([plain, more]) => ({ ...plain, ...more }));

const requiredOfStudy = fc.record({
  version: fc.constant(1 as const),
  id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  name: text(1, 200),
  createdAt: time,
  requirements,
  teacher: fc.record({
    name: text(0, 200),
    fingerprint: fc.oneof(fingerprint, fc.constant("")),
    modelType: text(0, 40),
    vocabSize: whole(0, 1_000_000),
    hiddenSize: whole(0, 4096),
    numHiddenLayers: whole(0, 100),
    numAttentionHeads: whole(0, 100),
    maxPositionEmbeddings: whole(0, 4096),
    parameters: whole(0, 2e9),
    targets: fc.subarray(["mlm" as const, "nsp" as const]),
  }),
  corpus: fc.record({
    name: text(0, 200),
    fingerprint,
    documents: whole(0, 1e6),
    sentences: whole(0, 1e8),
    sizeBytes: whole(0, 2e9),
    heldoutDocuments: whole(0, 1e6),
  }),
  trials: fc.uniqueArray(trial, { selector: ({ id }) => id, maxLength: 4 }),
});

export const arbitraryStudy: fc.Arbitrary<Study> = fc
  .tuple(requiredOfStudy, fc.record({ teacherFineTuned: fineTuningRuns }, { requiredKeys: [] }))
  .map(([required, more]) => ({ ...required, ...more }));
