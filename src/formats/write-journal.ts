/**
 * A study as a journal that Optuna's `JournalStorage` opens and its dashboard shows: objectives with their directions,
 * parameters, values, losses as intermediate values, constraints, states. What Optuna has no field for goes along as
 * attributes, so that reading the journal again gives the same study (read-journal.ts).
 */
import { axisNames, type AxisName } from "../study/architecture.ts";
import type { Constraint, Objective } from "../study/requirements.ts";
import type { Study, Trial } from "../study/study.ts";
import { constraintsAttribute, directions, metricNamesAttribute, operations, ownAttribute, trialStates } from "./journal-schema.ts";

const worker = "autodistill-web";
const studyId = 0;

export function writeJournal(study: Study): string {
  const { trials, ...about } = study;
  const { objectives } = study.requirements;
  const choices = choicesOf(study);
  const entries: Readonly<Record<string, unknown>>[] = [
    entry("createStudy", { study_name: study.name, directions: objectives.map(({ direction }) => directions[direction]) }),
    entry("setStudySystemAttribute", { study_id: studyId, system_attr: { [metricNamesAttribute]: objectives.map(({ metric }) => metric) } }),
    entry("setStudyUserAttribute", { study_id: studyId, user_attr: { [ownAttribute]: about } }),
    ...trials.flatMap((trial, index) => trialEntries(trial, index, study, choices)),
  ];
  return entries.map((line) => `${JSON.stringify(line)}\n`).join("");
}

const entry = (operation: keyof typeof operations, fields: Readonly<Record<string, unknown>>) => ({
  op_code: operations[operation],
  worker_id: worker,
  ...fields,
});

function trialEntries(trial: Trial, id: number, { requirements }: Study, choices: Choices) {
  const of = { trial_id: id };
  const attribute = (key: string, value: unknown) => entry("setTrialUserAttribute", { ...of, user_attr: { [key]: value } });
  const violations = violationsOf(trial, requirements.constraints);
  const { state, values } = outcomeOf(trial, requirements.objectives);
  const metrics = Object.entries(trial.measurement?.metrics ?? {});
  return [
    entry("createTrial", { study_id: studyId, datetime_start: isoTime(trial.startedAt) }),
    ...axisNames.map((axis) =>
      entry("setTrialParameter", {
        ...of,
        param_name: axis,
        param_value_internal: choices[axis].indexOf(trial.architecture[axis]),
        distribution: distribution(choices[axis]),
      }),
    ),
    ...trial.curve.map(({ step, loss }) => entry("setTrialIntermediateValue", { ...of, step, intermediate_value: loss })),
    attribute("role", trial.role),
    attribute("origin", trial.origin),
    ...(trial.reason === null ? [] : [attribute("reason", trial.reason)]),
    ...(trial.device === null ? [] : [attribute("device", trial.device.key)]),
    ...metrics.map(([metric, { value }]) => attribute(metric, value)),
    attribute(ownAttribute, trial),
    ...(violations === null ? [] : [entry("setTrialSystemAttribute", { ...of, system_attr: { [constraintsAttribute]: violations } })]),
    ...(state === trialStates.running
      ? []
      : [entry("setTrialStateValues", { ...of, state, values, datetime_complete: isoTime(trial.finishedAt ?? trial.startedAt) })]),
  ];
}

type Choices = Readonly<Record<AxisName, readonly number[]>>;

/** Optuna wants the same choices in every trial of a study: the design space's, and what was tried outside of it. */
function choicesOf({ requirements, trials }: Study): Choices {
  const ofAxis = (axis: AxisName) => {
    const values = new Set([...requirements.space[axis], ...trials.map(({ architecture }) => architecture[axis])]);
    return [...values].sort((a, b) => a - b);
  };
  return Object.fromEntries(axisNames.map((axis) => [axis, ofAxis(axis)])) as Record<AxisName, number[]>; // every axis has its list
}

/** Spaced as Python writes it: Optuna keeps these as text. */
const distribution = (choices: readonly number[]) =>
  `{"name": "CategoricalDistribution", "attributes": {"choices": [${choices.join(", ")}]}}`;

/** @returns a number a constraint, above 0 where it is broken; null where one was not measured */
function violationsOf({ measurement }: Trial, constraints: readonly Constraint[]): readonly number[] | null {
  if (constraints.length === 0) return null;
  const violations = constraints.map(({ metric, bound, value }) => {
    const measured = measurement?.metrics[metric]?.value ?? Number.NaN;
    return bound === "atMost" ? measured - value : value - measured;
  });
  return violations.every(Number.isFinite) ? violations : null;
}

const outcomes = { running: trialStates.running, complete: trialStates.complete, infeasible: trialStates.failed, stopped: trialStates.pruned };

/** Optuna calls a trial complete only with a value for every objective, and keeps values of complete trials only. */
function outcomeOf({ state, measurement }: Trial, objectives: readonly Objective[]) {
  if (state !== "complete") return { state: outcomes[state], values: null };
  const values = objectives.flatMap(({ metric }) => measurement?.metrics[metric]?.value ?? []);
  return values.length === objectives.length ? { state: outcomes.complete, values } : { state: outcomes.infeasible, values: null };
}

/** Sweden writes dates as ISO 8601 does, but for the T and the point. */
const utc = new Intl.DateTimeFormat("sv-SE", { timeZone: "UTC", dateStyle: "short", timeStyle: "medium" });

/** Microseconds and no zone, as Python's `isoformat` has it. */
function isoTime(unixMs: number): string {
  const milliseconds = String(unixMs % 1000).padStart(3, "0");
  return `${utc.format(unixMs).replace(" ", "T")}.${milliseconds}000`;
}
