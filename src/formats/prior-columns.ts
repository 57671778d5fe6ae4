/** The earlier studies of a study's requirements, turned on their side for a link as its own trials are. */
import * as v from "valibot";
import { architectureSchema, axisNames } from "../study/architecture.ts";
import { earlierStudiesLimit, earlierStudySchema, earlierTrialsLimit, type EarlierStudy } from "../study/earlier-study.ts";
import { metricNames } from "../study/metrics.ts";

const column = <Schema extends v.GenericSchema>(schema: Schema) => v.pipe(v.array(schema), v.maxLength(earlierTrialsLimit));
const numbers = column(v.nullable(v.pipe(v.number(), v.finite())));

export const priorColumnsSchema = v.pipe(
  v.array(
    v.strictObject({
      ...v.omit(earlierStudySchema, ["trials"]).entries,
      architecture: v.strictObject(
        Object.fromEntries(axisNames.map((axis) => [axis, column(architectureSchema.entries[axis])])),
      ),
      values: v.strictObject(Object.fromEntries(metricNames.map((metric) => [metric, v.exactOptional(numbers)]))),
    }),
  ),
  v.maxLength(earlierStudiesLimit),
);
type PriorColumns = v.InferOutput<typeof priorColumnsSchema>;

/** Nothing for a metric that no trial has. */
export function toPriorColumns(prior: readonly EarlierStudy[]): unknown {
  return prior.map(({ trials, ...about }) => ({
    ...about,
    architecture: Object.fromEntries(axisNames.map((axis) => [axis, trials.map(({ architecture }) => architecture[axis])])),
    values: Object.fromEntries(
      metricNames
        .filter((metric) => trials.some(({ values }) => values[metric] !== undefined))
        .map((metric) => [metric, trials.map(({ values }) => values[metric] ?? null)]),
    ),
  }));
}

/** Rows for the schema to check, as many as the first axis has. */
export function fromPriorColumns(columns: PriorColumns): unknown {
  return columns.map(({ architecture, values, ...about }) => ({
    ...about,
    trials: (architecture[axisNames[0]] ?? []).map((_, index) => ({
      architecture: Object.fromEntries(Object.entries(architecture).map(([axis, each]) => [axis, each[index]])),
      values: Object.fromEntries(
        Object.entries(values).flatMap(([metric, each]) => {
          const value = each?.[index] ?? null;
          return value === null ? [] : [[metric, value]];
        }),
      ),
    })),
  }));
}
