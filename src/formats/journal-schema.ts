/**
 * The journal of Optuna's `JournalStorage`: one JSON object a line, each an operation on the studies before it.
 * Source: https://github.com/optuna/optuna, `optuna/storages/journal/_storage.py`. Studies are numbered from 0 by their
 * creation, trials too, over all studies of the file. Times have no zone; ours are UTC.
 */
import * as v from "valibot";

/** `JournalOperation`. */
export const operations = {
  createStudy: 0,
  deleteStudy: 1,
  setStudyUserAttribute: 2,
  setStudySystemAttribute: 3,
  createTrial: 4,
  setTrialParameter: 5,
  setTrialStateValues: 6,
  setTrialIntermediateValue: 7,
  setTrialUserAttribute: 8,
  setTrialSystemAttribute: 9,
} as const;

/** `StudyDirection`. */
export const directions = { minimise: 1, maximise: 2 } as const;
/** `TrialState`. */
export const trialStates = { running: 0, complete: 1, pruned: 2, failed: 3, waiting: 4 } as const;

/** Study attributes with a meaning to Optuna: names of the objectives. */
export const metricNamesAttribute = "study:metric_names";
/** Trial attribute with a meaning to Optuna: one number a constraint, met where it is not above 0. */
export const constraintsAttribute = "constraints";
/** Ours, of studies and of trials: all that Optuna has no field for. */
export const ownAttribute = "autodistill";

const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const numbers = v.pipe(v.array(v.number()), v.maxLength(16));
const attributes = v.record(v.string(), v.unknown());
const time = v.pipe(v.string(), v.maxLength(40));

/** What each operation carries; more is passed over, as Optuna does. */
export const operationSchema = v.variant("op_code", [
  v.looseObject({ op_code: v.literal(operations.createStudy), study_name: v.string(), directions: numbers }),
  v.looseObject({ op_code: v.literal(operations.deleteStudy), study_id: index }),
  v.looseObject({ op_code: v.literal(operations.setStudyUserAttribute), study_id: index, user_attr: attributes }),
  v.looseObject({ op_code: v.literal(operations.setStudySystemAttribute), study_id: index, system_attr: attributes }),
  v.looseObject({
    op_code: v.literal(operations.createTrial),
    study_id: index,
    datetime_start: v.nullable(time),
    // All below only where a finished trial was added in one piece.
    datetime_complete: v.nullish(time),
    state: v.optional(index),
    value: v.nullish(v.number()),
    values: v.nullish(numbers),
    params: v.optional(v.record(v.string(), v.number())),
    distributions: v.optional(v.record(v.string(), v.string())),
    user_attrs: v.optional(attributes),
    intermediate_values: v.optional(v.record(v.string(), v.number())),
  }),
  v.looseObject({
    op_code: v.literal(operations.setTrialParameter),
    trial_id: index,
    param_name: v.string(),
    param_value_internal: v.number(),
    distribution: v.string(),
  }),
  v.looseObject({
    op_code: v.literal(operations.setTrialStateValues),
    trial_id: index,
    state: index,
    values: v.nullable(numbers),
    datetime_start: v.nullish(time),
    datetime_complete: v.nullish(time),
  }),
  v.looseObject({
    op_code: v.literal(operations.setTrialIntermediateValue),
    trial_id: index,
    step: index,
    intermediate_value: v.number(),
  }),
  v.looseObject({ op_code: v.literal(operations.setTrialUserAttribute), trial_id: index, user_attr: attributes }),
  v.looseObject({ op_code: v.literal(operations.setTrialSystemAttribute), trial_id: index, system_attr: attributes }),
]);
export type Operation = v.InferOutput<typeof operationSchema>;
