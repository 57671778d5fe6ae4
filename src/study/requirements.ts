import * as v from "valibot";
import { architectureSchema, axisNames, spaceSchema } from "./architecture.ts";
import { backendNames } from "./device.ts";
import { earlierStudiesLimit, earlierStudySchema } from "./earlier-study.ts";
import { downstreamNames } from "./downstream.ts";
import { fineTuningSchema } from "./fine-tuning.ts";
import { metricNameSchema } from "./metrics.ts";
import { servingNames } from "./serving-names.ts";
import { templateSchema } from "./templates/template.ts";

const whole = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const positive = (high: number) => v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(high));
const weight = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1e6));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** SHA-256 of the content, in hexadecimal: how imported teachers and texts are found again. */
const fingerprint = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "a fingerprint is 64 hexadecimal digits"));

const teacherSchema = v.variant("source", [
  v.strictObject({ source: v.literal("builtin") }),
  v.strictObject({ source: v.literal("imported"), name, fingerprint }),
]);

const corpusSchema = v.variant("source", [
  v.strictObject({ source: v.literal("builtin") }),
  v.strictObject({
    source: v.literal("imported"),
    name,
    fingerprint,
    /** Held-out text of its own; null: some documents of the corpus are set aside. */
    heldout: v.nullable(v.strictObject({ name, fingerprint })),
  }),
]);

export const objectiveSchema = v.strictObject({ metric: metricNameSchema, direction: v.picklist(["minimise", "maximise"]) });
export type Objective = v.InferOutput<typeof objectiveSchema>;

export const constraintSchema = v.strictObject({
  metric: metricNameSchema,
  bound: v.picklist(["atMost", "atLeast"]),
  value: v.pipe(v.number(), v.finite()),
});
export type Constraint = v.InferOutput<typeof constraintSchema>;

const scheduleSchema = v.strictObject({
  batchSize: whole(1, 512),
  sequenceLength: whole(8, 512),
  /** Share of tokens hidden for MLM. */
  maskProbability: v.pipe(v.number(), v.minValue(0.01), v.maxValue(0.5)),
  /** The regular schedule; flash distillation takes `flashShare` of each of its step counts. */
  transferStepsPerLayer: whole(0, 1_000_000),
  distillationSteps: whole(1, 10_000_000),
  flashShare: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  optimiser: v.picklist(["lamb", "adamw"]),
  transferLearningRate: positive(1),
  distillationLearningRate: positive(1),
  /** Share of the distillation steps in which the learning rate rises; it falls to zero in the others. */
  warmupShare: share,
  weightDecay: share,
  /** Weights of the layer-wise transfer losses (MobileBERT's released code: 100, 5000, 5, 1). */
  featureMapWeight: weight,
  featureMeanWeight: weight,
  featureVarianceWeight: weight,
  attentionWeight: weight,
  /** Share of the hard label in the distillation target; the rest is the teacher's softmax. */
  groundTruthShare: share,
});
export type Schedule = v.InferOutput<typeof scheduleSchema>;

/** So many architectures a person may ask to be tried first. */
export const candidatesLimit = 16;

/**
 * Hopeless trials end early: after each of these shares of its distillation a trial is stopped if it has next to no
 * chance of reaching the Pareto front.
 */
const earlyStoppingSchema = v.strictObject({
  rungs: v.pipe(v.array(v.pipe(v.number(), v.gtValue(0), v.ltValue(1))), v.minLength(1), v.maxLength(8)),
});
export type EarlyStopping = v.InferOutput<typeof earlyStoppingSchema>;

/** By trial on the built-in text: losses tell little while the learning rate rises, most after a fifth, nearly all halfway. */
export const usualEarlyStopping: EarlyStopping = { rungs: [0.2, 0.5] };

/** Tasks that every student is fine-tuned on after its evaluation, and so is the teacher, once, for comparison. */
const downstreamSchema = v.strictObject({
  tasks: v.pipe(v.array(v.strictObject({ task: v.picklist(downstreamNames), name, fingerprint })), v.minLength(1), v.maxLength(downstreamNames.length)),
  fineTuning: fineTuningSchema,
  /** Whether the teacher is fine-tuned as well: a large one takes long. */
  teacher: v.boolean(),
});
export type Downstream = v.InferOutput<typeof downstreamSchema>;

/** What a person wants: one JSON value, made by the form or read from a file. */
export const requirementsSchema = v.strictObject({
  version: v.literal(1),
  name,
  teacher: teacherSchema,
  corpus: corpusSchema,
  tasks: v.pipe(v.array(v.picklist(["mlm", "nsp"])), v.minLength(1), v.maxLength(2)),
  template: templateSchema,
  space: spaceSchema,
  objectives: v.pipe(v.array(objectiveSchema), v.minLength(1), v.maxLength(4)),
  constraints: v.pipe(v.array(constraintSchema), v.maxLength(8)),
  budget: v.variant("kind", [
    v.strictObject({ kind: v.literal("trials"), trials: whole(1, 1000) }),
    v.strictObject({ kind: v.literal("minutes"), minutes: positive(10_000) }),
  ]),
  schedule: scheduleSchema,
  evaluation: v.strictObject({
    /** Held-out sentence pairs on which accuracies are measured. */
    examples: whole(1, 100_000),
  }),
  target: v.strictObject({
    batchSize: whole(1, 256),
    sequenceLength: whole(8, 512),
    backend: v.picklist(["auto", ...backendNames]),
    /** Where students are timed besides: runtimes that would serve them. */
    serving: v.exactOptional(v.pipe(v.array(v.picklist(servingNames)), v.maxLength(servingNames.length))),
  }),
  seed: whole(0, 0xffffffff),
  /** Tried first, right after the baseline: the person's own ideas and known architectures. They lie in the space. */
  candidates: v.exactOptional(v.pipe(v.array(architectureSchema), v.maxLength(candidatesLimit))),
  /** Nothing, as in requirements from before there was a choice, or null: every trial runs to its end. */
  earlyStopping: v.exactOptional(v.nullable(earlyStoppingSchema)),
  /** Whether students of which noise leaves open if they belong on the front are trained and measured again. */
  repeats: v.exactOptional(v.boolean()),
  /** Earlier studies to learn from, on other devices or of other teachers; the search uses what turns out to help. */
  prior: v.exactOptional(v.pipe(v.array(earlierStudySchema), v.maxLength(earlierStudiesLimit))),
  downstream: v.exactOptional(downstreamSchema),
});
export type Requirements = v.InferOutput<typeof requirementsSchema>;

export const axesOf = (requirements: Requirements) =>
  axisNames.map((axis) => ({ axis, values: requirements.space[axis] }));

/** The built-in study: sized so that it finishes over a coffee on a laptop without a GPU. */
export const defaultRequirements: Requirements = {
  version: 1,
  name: "Built-in study",
  teacher: { source: "builtin" },
  corpus: { source: "builtin" },
  tasks: ["mlm", "nsp"],
  template: {
    name: "mobilebert",
    embeddingSize: 128,
    normalization: "no_norm",
    activation: "relu",
    trigramInput: true,
    keyQuerySharedBottleneck: true,
    useBottleneckAttention: false,
  },
  space: {
    numHiddenLayers: [2, 3, 4],
    hiddenSize: [128, 160, 192],
    intraBottleneckSize: [32, 48, 64, 96],
    numAttentionHeads: [1, 2, 4],
    intermediateSize: [64, 128, 192, 256],
    numFeedforwardNetworks: [1, 2, 4],
  },
  objectives: [
    { metric: "mlmAccuracy", direction: "maximise" },
    { metric: "latencyMs", direction: "minimise" },
  ],
  constraints: [],
  budget: { kind: "trials", trials: 8 },
  schedule: {
    batchSize: 16,
    sequenceLength: 48,
    maskProbability: 0.15,
    transferStepsPerLayer: 300,
    distillationSteps: 3000,
    flashShare: 0.05,
    optimiser: "lamb",
    transferLearningRate: 1.5e-3,
    // By trial on the built-in text: of 3e-3, 6e-3, 1e-2 and 2e-2 the best for the baseline after 150 steps.
    distillationLearningRate: 1e-2,
    warmupShare: 0.1,
    weightDecay: 0.01,
    featureMapWeight: 100,
    featureMeanWeight: 5000,
    featureVarianceWeight: 5,
    attentionWeight: 1,
    groundTruthShare: 0.5,
  },
  evaluation: { examples: 256 },
  target: { batchSize: 1, sequenceLength: 48, backend: "auto" },
  seed: 1,
};
