import * as v from "valibot";
import { architectureSchema } from "./architecture.ts";
import { deviceSchema } from "./device.ts";
import { estimatesSchema, measurementSchema } from "./measurement.ts";
import { fineTuningRunSchema } from "./fine-tuning.ts";
import { requirementsSchema } from "./requirements.ts";
import { studyIdSchema } from "./study-id.ts";

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const bounded = (length: number) => v.pipe(v.string(), v.maxLength(length));
const finite = v.pipe(v.number(), v.finite());

/** What a study needs to know of its teacher without loading it. */
export const teacherSummarySchema = v.strictObject({
  name: bounded(200),
  fingerprint: bounded(64),
  modelType: bounded(40),
  vocabSize: v.pipe(whole, v.maxValue(1_000_000)),
  hiddenSize: whole,
  numHiddenLayers: whole,
  numAttentionHeads: whole,
  maxPositionEmbeddings: whole,
  parameters: whole,
  /** Which targets it offers: a teacher without an NSP head gives none. */
  targets: v.pipe(v.array(v.picklist(["mlm", "nsp"])), v.maxLength(2)),
});
export type TeacherSummary = v.InferOutput<typeof teacherSummarySchema>;

export const corpusSummarySchema = v.strictObject({
  name: bounded(200),
  fingerprint: bounded(64),
  documents: whole,
  sentences: whole,
  sizeBytes: whole,
  heldoutDocuments: whole,
});
export type CorpusSummary = v.InferOutput<typeof corpusSummarySchema>;

/** One point of a trial's curve: the loss at a step of a stage ("transfer 1", …, "distillation"). */
export const curvePointSchema = v.strictObject({ step: whole, loss: finite, stage: whole });
export type CurvePoint = v.InferOutput<typeof curvePointSchema>;

/** What the curve of a trial that was stopped early had promised. */
export const forecastSchema = v.strictObject({
  /** How much of its distillation it was judged by. */
  share: v.pipe(v.number(), v.gtValue(0), v.ltValue(1)),
  /** The chance, as it was seen then, that the finished student would have been on the Pareto front. */
  chance: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  /** The accuracies it was heading for; what does not follow from the curve is left out. */
  metrics: estimatesSchema,
});
export type Forecast = v.InferOutput<typeof forecastSchema>;

/** As many as there are tasks, learning rates and seeds. */
const runsSchema = v.pipe(v.array(fineTuningRunSchema), v.maxLength(1000));

export const trialSchema = v.strictObject({
  id: v.pipe(whole, v.maxValue(1_000_000)),
  /** `baseline`: the MobileBERT-shaped student; `candidate`: a suggestion; `regular`: the long schedule of `parent`. */
  role: v.picklist(["baseline", "candidate", "regular"]),
  parent: v.nullable(whole),
  architecture: architectureSchema,
  /** Where the suggestion came from: "baseline", "space-filling", "model", "exploration", "repeat", "person". */
  origin: bounded(40),
  state: v.picklist(["running", "complete", "infeasible", "stopped"]),
  /** Why it is infeasible or stopped; null otherwise. */
  reason: v.nullable(bounded(1000)),
  device: v.nullable(deviceSchema),
  measurement: v.nullable(measurementSchema),
  curve: v.pipe(v.array(curvePointSchema), v.maxLength(2000)),
  /** Seconds of training and of evaluation, pauses left out. */
  seconds: v.pipe(v.number(), v.finite(), v.minValue(0)),
  startedAt: whole,
  finishedAt: v.nullable(whole),
  /** Only of a trial that was stopped early, to spare time. */
  forecast: v.exactOptional(forecastSchema),
  /** On downstream tasks, as far as they are done; tables and links leave them behind. */
  fineTuned: v.exactOptional(runsSchema),
});
export type Trial = v.InferOutput<typeof trialSchema>;

/** A study is its requirements and an append-only list of trials. */
export const studySchema = v.strictObject({
  version: v.literal(1),
  id: studyIdSchema,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  createdAt: whole,
  requirements: requirementsSchema,
  teacher: teacherSummarySchema,
  corpus: corpusSummarySchema,
  trials: v.pipe(v.array(trialSchema), v.maxLength(2000)),
  /** The teacher's own runs on downstream tasks, as far as they are done. */
  teacherFineTuned: v.exactOptional(runsSchema),
});
export type Study = v.InferOutput<typeof studySchema>;
export type StudyId = Study["id"];

/** What model exploration proposes next, and what it expects of it. */
export interface Suggestion {
  readonly architecture: Trial["architecture"];
  readonly origin: string;
}
