import * as v from "valibot";
import { estimateSchema } from "./estimate.ts";
import { metricNames, type MetricName } from "./metrics.ts";

export { exactly, estimateSchema, type Estimate } from "./estimate.ts";

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9));

/** How the latency was taken (slope between two repeat counts, interleaved with a reference student). */
export const timingSchema = v.strictObject({
  /** Milliseconds a forward pass, one a pair of the interleaved protocol. */
  samplesMs: v.pipe(v.array(finite), v.maxLength(512)),
  /** Median of submit → result readable for one forward pass: what a user of one request feels. */
  singleShotMs: finite,
  /** The 95 % interval of that median; earlier studies have none, and links leave it behind. */
  singleShotRangeMs: v.exactOptional(v.strictTuple([finite, finite])),
  /** Median milliseconds a forward pass by the GPU's own clock, where it has one; links leave it behind. */
  deviceMs: v.exactOptional(finite),
  /** Milliseconds a forward pass of the fixed reference student in the same session. */
  referenceMs: finite,
  /** The two repeat counts whose difference gives the slope; the first is 0 where there is no fixed cost to remove. */
  repeats: v.strictTuple([count, count]),
  /** The clock's step in milliseconds. */
  quantumMs: finite,
  /** The reference moved by more than 10 % during the session, or the tab stayed hidden: do not trust comparisons. */
  drifted: v.boolean(),
});
export type Timing = v.InferOutput<typeof timingSchema>;

export const estimatesSchema = v.strictObject(
  Object.fromEntries(metricNames.map((metric) => [metric, v.exactOptional(estimateSchema)])) as Record<
    MetricName,
    v.ExactOptionalSchema<typeof estimateSchema, undefined>
  >,
);

/** What evaluation found out about one student. */
export const measurementSchema = v.strictObject({
  /** Only the metrics that were measured or computed. */
  metrics: estimatesSchema,
  timing: v.nullable(timingSchema),
  /** How the latencies in other runtimes were taken; links and tables leave it behind. */
  serving: v.exactOptional(v.strictObject({ ortWasm: v.exactOptional(timingSchema), ortWebgpu: v.exactOptional(timingSchema) })),
});
export type Measurement = v.InferOutput<typeof measurementSchema>;
