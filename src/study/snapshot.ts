import { Refused } from "../base/errors.ts";
import { significant } from "../base/significant.ts";
import { earlierTrialsLimit, type EarlierStudy } from "./earlier-study.ts";
import { isKnownMetric } from "./known-metrics.ts";
import { isLatency, metricNames, type MetricName } from "./metrics.ts";
import { latestDeviceKey, paretoTrials } from "./pareto.ts";
import { shown } from "./parse.ts";
import type { Study, Trial } from "./study.ts";

/** Every k-th, so that `count` remain. */
const sampled = <T>(values: readonly T[], count: number): T[] =>
  values.filter((_, index) => Math.floor(((index + 1) * count) / values.length) > Math.floor((index * count) / values.length));

/**
 * What a study can teach another: flash trials with what had to be measured, four digits of it. Latencies are those of
 * the device it ran on last. Of a long study its front stays, and an even sample of the others.
 * @throws Refused where nothing was measured
 */
export function snapshotOf(study: Study): EarlierStudy {
  const deviceKey = latestDeviceKey(study);
  const measured = study.trials
    .filter(({ role, state, measurement }) => role !== "regular" && state === "complete" && measurement !== null)
    .map((trial) => ({ trial, values: valuesOf(trial, deviceKey) }))
    .filter(({ values }) => Object.keys(values).length > 0);
  if (measured.length === 0) throw new Refused(`there is nothing to learn from a study without a measured trial: ${shown(study.name)}`);
  const front = new Set(deviceKey === null ? [] : paretoTrials(study, deviceKey));
  const best = measured.filter(({ trial }) => front.has(trial)).slice(0, earlierTrialsLimit);
  const others = measured.filter(({ trial }) => !front.has(trial));
  const kept = new Set([...best, ...sampled(others, Math.min(others.length, earlierTrialsLimit - best.length))]);
  const device = study.trials.find((trial) => trial.device?.key === deviceKey)?.device;
  return {
    id: study.id,
    name: study.name,
    device: device?.adapter ?? "",
    trials: measured
      .filter((entry) => kept.has(entry))
      .map(({ trial, values }) => ({ architecture: trial.architecture, values })),
  };
}

/** Without the metrics that follow from the architecture. */
function valuesOf({ measurement, device }: Trial, deviceKey: string | null): Partial<Record<MetricName, number>> {
  const wanted = metricNames.filter(
    (metric) => !isKnownMetric(metric) && (!isLatency(metric) || device?.key === deviceKey),
  );
  return Object.fromEntries(
    wanted.flatMap((metric) => {
      const estimate = measurement?.metrics[metric];
      return estimate === undefined ? [] : [[metric, significant(estimate.value)]];
    }),
  );
}
