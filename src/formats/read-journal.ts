/**
 * Studies out of an Optuna journal. A journal of ours gives back the study it was written from, trials that Optuna has
 * added or finished since included; a journal of other studies is refused, since it does not say what was distilled.
 */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import { axisNames } from "../study/architecture.ts";
import { exactly } from "../study/measurement.ts";
import { parse, shown } from "../study/parse.ts";
import type { Study, Trial } from "../study/study.ts";
import { isRecord, parseJson } from "./json.ts";
import { operations, operationSchema, ownAttribute, trialStates, type Operation } from "./journal-schema.ts";
import { parseStudy } from "./parse-study.ts";

/** Characters a journal may have. */
export const largestJournal = 100_000_000;

interface JournalStudy {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  readonly trials: JournalTrial[];
}
interface JournalTrial {
  state: number;
  values: readonly number[] | null;
  startedAt: string | null;
  finishedAt: string | null;
  readonly parameters: Record<string, unknown>;
  readonly losses: Map<number, number>;
  readonly attributes: Record<string, unknown>;
}

/** What reading the lines one after another has led to; numbers are places in these lists. */
interface Replay {
  readonly studies: (JournalStudy | null)[];
  readonly trials: JournalTrial[];
}

/**
 * @returns every study of ours in the journal
 * @throws Refused naming the line, or saying that no study of ours is in it
 */
export function readJournal(text: string, file = "the journal"): readonly Study[] {
  if (text.length > largestJournal) throw new Refused(`${file} is too large: it may have ${largestJournal} characters, got ${text.length}`);
  const replay: Replay = { studies: [], trials: [] };
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const what = `${file}, line ${index + 1}`;
    apply(replay, parse(operationSchema, parseJson(line, what), what), what);
  });
  const ours = replay.studies.flatMap((study) => (study !== null && ownAttribute in study.attributes ? [study] : []));
  if (ours.length === 0) {
    const names = replay.studies.flatMap((study) => study?.name ?? []);
    throw new Refused(`${file} holds no study of this page: a study of others does not say what was distilled, got ${shown(names)}`);
  }
  return ours.map((study) => studyOf(study, file));
}

function apply({ studies, trials }: Replay, operation: Operation, what: string): void {
  const studyAt = (id: number): JournalStudy => {
    const study = studies[id];
    if (!study) throw new Refused(`${what}: there is no study of that number before it: ${id}`, "study_id");
    return study;
  };
  const trialAt = (id: number): JournalTrial => {
    const trial = trials[id];
    if (!trial) throw new Refused(`${what}: there is no trial of that number before it: ${id}`, "trial_id");
    return trial;
  };
  switch (operation.op_code) {
    case operations.createStudy:
      studies.push({ name: operation.study_name, attributes: {}, trials: [] });
      return;
    case operations.deleteStudy:
      studyAt(operation.study_id);
      studies[operation.study_id] = null;
      return;
    case operations.setStudyUserAttribute:
      Object.assign(studyAt(operation.study_id).attributes, operation.user_attr);
      return;
    case operations.createTrial: {
      const trial = createdTrial(operation, what);
      studyAt(operation.study_id).trials.push(trial);
      trials.push(trial);
      return;
    }
    case operations.setTrialParameter:
      trialAt(operation.trial_id).parameters[operation.param_name] = externalValue(operation.distribution, operation.param_value_internal, what);
      return;
    case operations.setTrialStateValues: {
      const trial = trialAt(operation.trial_id);
      trial.state = operation.state;
      trial.values = operation.values ?? trial.values;
      trial.startedAt = operation.datetime_start ?? trial.startedAt;
      trial.finishedAt = operation.datetime_complete ?? trial.finishedAt;
      return;
    }
    case operations.setTrialIntermediateValue:
      trialAt(operation.trial_id).losses.set(operation.step, operation.intermediate_value);
      return;
    case operations.setTrialUserAttribute:
      Object.assign(trialAt(operation.trial_id).attributes, operation.user_attr);
      return;
    case operations.setStudySystemAttribute:
    case operations.setTrialSystemAttribute:
      // Follow from the study's own record.
      return;
  }
}

type CreateTrial = Extract<Operation, { readonly op_code: typeof operations.createTrial }>;

function createdTrial(operation: CreateTrial, what: string): JournalTrial {
  const { params = {}, distributions = {}, intermediate_values = {}, value, values } = operation;
  const parameters = Object.entries(params).map(([name, internal]) => [name, externalValue(distributions[name] ?? "", internal, what)]);
  return {
    state: operation.state ?? trialStates.running,
    values: values ?? (value === undefined || value === null ? null : [value]),
    startedAt: operation.datetime_start,
    finishedAt: operation.datetime_complete ?? null,
    parameters: Object.fromEntries(parameters),
    losses: new Map(Object.entries(intermediate_values).map(([step, loss]) => [Number(step), loss])),
    attributes: { ...operation.user_attrs },
  };
}

const distributionSchema = v.variant("name", [
  v.looseObject({ name: v.literal("CategoricalDistribution"), attributes: v.looseObject({ choices: v.array(v.unknown()) }) }),
  v.looseObject({ name: v.literal("IntDistribution") }),
  v.looseObject({ name: v.literal("FloatDistribution") }),
]);

/** The parameter itself: Optuna keeps the place of a choice, and numbers as they are. */
function externalValue(distribution: string, internal: number, what: string): unknown {
  const parsed = parse(distributionSchema, parseJson(distribution, `${what}: the distribution`), `${what}: the distribution`);
  return parsed.name === "CategoricalDistribution" ? parsed.attributes.choices[internal] : internal;
}

function studyOf({ attributes, trials }: JournalStudy, file: string): Study {
  const about = attributes[ownAttribute];
  if (!isRecord(about)) throw new Refused(`${file}: the attribute ${ownAttribute} should be a study, got ${shown(about)}`, ownAttribute);
  const records = trials.map((trial) => trial.attributes[ownAttribute]);
  const used = new Set(records.map((record) => (isRecord(record) ? record["id"] : undefined)));
  let free = 0;
  const freeId = () => {
    while (used.has(free)) free++;
    used.add(free);
    return free;
  };
  const empty = parseStudy({ ...about, trials: [] }, file);
  const read = trials.map((trial, index) => {
    const record = records[index];
    const finishedElsewhere = isRecord(record) && record["state"] === "running" && trial.state !== trialStates.running;
    if (isRecord(record) && !finishedElsewhere) return record;
    if (isRecord(record)) return { ...record, ...optunasOutcome(trial, empty, file) };
    return { ...optunasTrial(trial, empty, file), id: freeId() };
  });
  return parseStudy({ ...about, trials: read }, file);
}

const states: Readonly<Record<number, Trial["state"]>> = {
  [trialStates.running]: "running",
  [trialStates.complete]: "complete",
  [trialStates.pruned]: "stopped",
  [trialStates.failed]: "infeasible",
  [trialStates.waiting]: "running",
};

/** A trial that Optuna has added: known by its parameters, values and losses. */
function optunasTrial(trial: JournalTrial, study: Study, file: string): Omit<Trial, "id"> {
  const architecture = Object.fromEntries(axisNames.map((axis) => [axis, trial.parameters[axis]])) as Trial["architecture"]; // parsed with the study
  const startedAt = unixMs(trial.startedAt, file) ?? study.createdAt;
  const curve = [...trial.losses].sort(([a], [b]) => a - b).map(([step, loss]) => ({ step, loss, stage: 0 }));
  return {
    role: "candidate",
    parent: null,
    architecture,
    origin: "optuna",
    device: null,
    curve,
    startedAt,
    seconds: Math.max(0, (unixMs(trial.finishedAt, file) ?? startedAt) - startedAt) / 1000,
    ...optunasOutcome(trial, study, file),
  };
}

type Outcome = Pick<Trial, "state" | "reason" | "measurement" | "finishedAt">;

function optunasOutcome({ state, values, finishedAt }: JournalTrial, { requirements }: Study, file: string): Outcome {
  const metrics = Object.fromEntries(
    requirements.objectives.flatMap(({ metric }, index) => {
      const value = values?.[index];
      return value === undefined ? [] : [[metric, exactly(value)]];
    }),
  );
  const measurement = values === null ? null : { metrics, timing: null };
  return { state: states[state] ?? "stopped", reason: null, measurement, finishedAt: unixMs(finishedAt, file) };
}

function unixMs(time: string | null, file: string): number | null {
  if (time === null) return null;
  const milliseconds = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`);
  if (!(milliseconds >= 0)) throw new Refused(`${file}: that is no time: ${shown(time)}`, "datetime_start");
  return Math.round(milliseconds);
}
