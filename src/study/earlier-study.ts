/**
 * What an earlier study found out, small enough to be carried along: with it inside the requirements, what the search
 * proposes depends on the study alone, wherever it is opened.
 */
import * as v from "valibot";
import { architectureSchema } from "./architecture.ts";
import { metricNames, type MetricName } from "./metrics.ts";
import { studyIdSchema } from "./study-id.ts";

const finite = v.pipe(v.number(), v.finite());

const valuesSchema = v.strictObject(
  Object.fromEntries(metricNames.map((metric) => [metric, v.exactOptional(finite)])) as Record<
    MetricName,
    v.ExactOptionalSchema<typeof finite, undefined>
  >,
);

/** As many as tell the shape of a metric; the front comes first. */
export const earlierTrialsLimit = 100;
export const earlierStudiesLimit = 4;

export const earlierStudySchema = v.strictObject({
  /** The study's id where it was run: to find it among those kept. */
  id: studyIdSchema,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  /** The device of its latencies, as a person knows it; "" where there is none. */
  device: v.pipe(v.string(), v.maxLength(300)),
  trials: v.pipe(
    v.array(v.strictObject({ architecture: architectureSchema, values: valuesSchema })),
    v.minLength(1),
    v.maxLength(earlierTrialsLimit),
  ),
});
export type EarlierStudy = v.InferOutput<typeof earlierStudySchema>;
