/**
 * A study turned on its side for a link: one list for each fact of all trials, since numbers of one kind beside each
 * other compress two to three times as well. Measured values keep four significant digits; curves and raw samples stay
 * behind. Requirements, times and identities are exact, so that an imported copy still merges with its original.
 */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import { significant } from "../base/significant.ts";
import { architectureSchema, axisNames } from "../study/architecture.ts";
import { deviceSchema, type Device } from "../study/device.ts";
import type { Estimate } from "../study/measurement.ts";
import { metricNames, type MetricName } from "../study/metrics.ts";
import { parse } from "../study/parse.ts";
import { forecastSchema, studySchema, trialSchema, type Study, type Trial } from "../study/study.ts";
import { parseStudy } from "./parse-study.ts";
import { fromPriorColumns, priorColumnsSchema, toPriorColumns } from "./prior-columns.ts";

const mostTrials = 2000;
const column = <Schema extends v.GenericSchema>(schema: Schema) => v.pipe(v.array(schema), v.maxLength(mostTrials));
const number = v.pipe(v.number(), v.finite());
const numbers = column(v.nullable(number));
const trial = trialSchema.entries;

const metricColumns = v.strictObject({ value: numbers, low: numbers, high: numbers, samples: numbers });
const metricsColumns = v.strictObject(Object.fromEntries(metricNames.map((name) => [name, v.exactOptional(metricColumns)])));
type MetricsColumns = v.InferOutput<typeof metricsColumns>;
const columnsSchema = v.strictObject({
  about: v.omit(studySchema, ["trials"]),
  devices: v.pipe(v.array(deviceSchema), v.maxLength(mostTrials)),
  trials: v.strictObject({
    id: column(trial.id),
    role: column(trial.role),
    parent: column(trial.parent),
    architecture: v.strictObject(
      Object.fromEntries(axisNames.map((axis) => [axis, column(architectureSchema.entries[axis])])),
    ),
    origin: column(trial.origin),
    state: column(trial.state),
    reason: column(trial.reason),
    /** Index into `devices`. */
    device: column(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)))),
    seconds: column(number),
    /** Milliseconds since the trial before it in the list started; since the study's creation for the first. */
    startedAfter: column(number),
    /** Milliseconds from start to finish. */
    lasted: numbers,
    measured: column(v.boolean()),
    metrics: metricsColumns,
    timing: v.strictObject({
      singleShotMs: numbers,
      referenceMs: numbers,
      fewRepeats: numbers,
      manyRepeats: numbers,
      quantumMs: numbers,
      drifted: column(v.nullable(v.boolean())),
    }),
    /** Only where a trial was stopped early; links from before it could be have none. */
    forecast: v.exactOptional(
      v.strictObject({
        share: column(v.nullable(forecastSchema.entries.share)),
        chance: column(v.nullable(forecastSchema.entries.chance)),
        metrics: metricsColumns,
      }),
    ),
  }),
  /** The requirements' earlier studies. */
  prior: v.exactOptional(priorColumnsSchema),
});

/** The columns of a study, as JSON. */
export function toColumns(study: Study): unknown {
  const { trials, requirements, ...identity } = study;
  const { prior, ...wanted } = requirements;
  const devices = [...new Map(trials.flatMap(({ device }) => (device ? [[textOf(device), device]] : []))).values()];
  const deviceIndex = new Map(devices.map((device, index) => [textOf(device), index]));
  const each = <Value>(get: (trial: Trial, index: number) => Value) => trials.map(get);
  const timed = <Value>(get: (timing: NonNullable<NonNullable<Trial["measurement"]>["timing"]>) => Value) =>
    each(({ measurement }) => (measurement?.timing ? get(measurement.timing) : null));

  return {
    about: { ...identity, requirements: wanted },
    devices,
    ...(prior && { prior: toPriorColumns(prior) }),
    trials: {
      id: each(({ id }) => id),
      role: each(({ role }) => role),
      parent: each(({ parent }) => parent),
      architecture: Object.fromEntries(axisNames.map((axis) => [axis, each(({ architecture }) => architecture[axis])])),
      origin: each(({ origin }) => origin),
      state: each(({ state }) => state),
      reason: each(({ reason }) => reason),
      device: each(({ device }) => (device ? (deviceIndex.get(textOf(device)) ?? null) : null)),
      seconds: each(({ seconds }) => significant(seconds)),
      startedAfter: each(({ startedAt }, index) => startedAt - (trials[index - 1]?.startedAt ?? study.createdAt)),
      lasted: each(({ startedAt, finishedAt }) => (finishedAt === null ? null : finishedAt - startedAt)),
      measured: each(({ measurement }) => measurement !== null),
      metrics: metricsColumnsOf(each(({ measurement }) => measurement?.metrics)),
      timing: {
        singleShotMs: timed(({ singleShotMs }) => significant(singleShotMs)),
        referenceMs: timed(({ referenceMs }) => significant(referenceMs)),
        fewRepeats: timed(({ repeats }) => repeats[0]),
        manyRepeats: timed(({ repeats }) => repeats[1]),
        quantumMs: timed(({ quantumMs }) => significant(quantumMs)),
        drifted: timed(({ drifted }) => drifted),
      },
      ...(trials.some(({ forecast }) => forecast !== undefined) && {
        forecast: {
          share: each(({ forecast }) => forecast?.share ?? null),
          chance: each(({ forecast }) => (forecast ? significant(forecast.chance) : null)),
          metrics: metricsColumnsOf(each(({ forecast }) => forecast?.metrics)),
        },
      }),
    },
  };
}

const textOf = (device: Device) => JSON.stringify(device);

type Metrics = NonNullable<Trial["measurement"]>["metrics"];

const metricsColumnsOf = (rows: readonly (Metrics | undefined)[]) =>
  Object.fromEntries(metricNames.flatMap((name) => metricColumnsOf(rows, name)));

/** Nothing for a metric that no row has; a bound equal to its value is left to the value. */
function metricColumnsOf(rows: readonly (Metrics | undefined)[], name: MetricName): [MetricName, Record<string, unknown>][] {
  const estimates = rows.map((metrics) => metrics?.[name]);
  if (estimates.every((estimate) => estimate === undefined)) return [];
  const bound = (side: "low" | "high") =>
    estimates.map((estimate) => {
      if (!estimate || significant(estimate[side]) === significant(estimate.value)) return null;
      return significant(estimate[side]);
    });
  const value = estimates.map((estimate) => (estimate ? significant(estimate.value) : null));
  const samples = estimates.map((estimate) => estimate?.samples ?? null);
  return [[name, { value, low: bound("low"), high: bound("high"), samples }]];
}

/**
 * The study of untrusted columns.
 * @throws Refused naming `what`, the field and its value
 */
export function fromColumns(value: unknown, what: string): Study {
  const { about, devices, trials, prior } = parse(columnsSchema, value, what);
  const count = trials.id.length;
  refuseRagged(trials, count, what);

  const { timing, forecast } = trials;
  let startedAt = about.createdAt;
  const rows = Array.from({ length: count }, (_, index) => {
    startedAt += trials.startedAfter[index] ?? 0;
    const lasted = trials.lasted[index] ?? null;
    const device = trials.device[index] ?? null;
    if (device !== null && device >= devices.length) {
      throw new Refused(`${what}: trial ${trials.id[index]} names a device that is not in the list: ${device}`, "device");
    }
    const taken = {
      samplesMs: [],
      singleShotMs: timing.singleShotMs[index],
      referenceMs: timing.referenceMs[index],
      repeats: [timing.fewRepeats[index], timing.manyRepeats[index]],
      quantumMs: timing.quantumMs[index],
      drifted: timing.drifted[index],
    };
    const metrics = metricsAt(trials.metrics, index);
    const share = forecast?.share[index] ?? null;
    return {
      id: trials.id[index],
      role: trials.role[index],
      parent: trials.parent[index],
      architecture: Object.fromEntries(Object.entries(trials.architecture).map(([axis, values]) => [axis, values[index]])),
      origin: trials.origin[index],
      state: trials.state[index],
      reason: trials.reason[index],
      device: device === null ? null : devices[device],
      measurement: trials.measured[index] ? { metrics, timing: taken.drifted === null ? null : taken } : null,
      ...(forecast && share !== null && {
        forecast: { share, chance: forecast.chance[index], metrics: metricsAt(forecast.metrics, index) },
      }),
      curve: [],
      seconds: trials.seconds[index],
      startedAt,
      finishedAt: lasted === null ? null : startedAt + lasted,
    };
  });
  const requirements = prior ? { ...about.requirements, prior: fromPriorColumns(prior) } : about.requirements;
  return parseStudy({ ...about, requirements, trials: rows }, what);
}

const metricsAt = (metrics: MetricsColumns, index: number) =>
  Object.fromEntries(
    Object.entries(metrics).flatMap(([name, columns]) => {
      const estimate = columns && estimateAt(columns, index);
      return estimate ? [[name, estimate]] : [];
    }),
  );

function estimateAt(columns: v.InferOutput<typeof metricColumns>, index: number): Estimate | null {
  const value = columns.value[index] ?? null;
  if (value === null) return null;
  const [low, high] = [columns.low[index] ?? value, columns.high[index] ?? value];
  return { value, low, high, samples: columns.samples[index] ?? 0 };
}

function refuseRagged(columns: object, count: number, what: string): void {
  for (const [name, values] of Object.entries(columns)) {
    if (!Array.isArray(values)) refuseRagged(values, count, what);
    else if (values.length !== count) {
      throw new Refused(`${what}: ${name} should have a value for each of ${count} trials, got ${values.length}`, name);
    }
  }
}
