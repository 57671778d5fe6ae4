/** What a study has to say to the search, in an order that does not depend on that of its trials. */
import { architectureKey, type Architecture } from "../study/architecture.ts";
import type { Estimate } from "../study/measurement.ts";
import type { MetricName } from "../study/metrics.ts";
import { latestDeviceKey } from "../study/pareto.ts";
import type { Study, Trial } from "../study/study.ts";

export interface Reading {
  readonly architecture: Architecture;
  readonly estimate: Estimate;
}

export interface Observations {
  /** Flash trials of any state, the baseline among them: how far the study is. */
  readonly attempts: number;
  /** Architectures that were evaluated, once each. */
  readonly evaluated: readonly Architecture[];
  /** Architectures in training now. */
  readonly pending: readonly Architecture[];
  /** Architectures that could not be trained. */
  readonly failed: readonly Architecture[];
  /** Keys of all of these and of stopped trials: none is proposed again. */
  readonly taken: ReadonlySet<string>;
  /** Seconds an evaluated trial took on average; null before the first. */
  readonly meanSeconds: number | null;
  readings(metric: MetricName): readonly Reading[];
}

function distinct(trials: readonly Trial[]): Architecture[] {
  return [...new Map(trials.map(({ architecture }) => [architectureKey(architecture), architecture])).values()];
}

const deviceKeyOf = ({ device }: Trial) => device?.key ?? "";

const isFinite = ({ value, low, high }: Estimate) => [value, low, high].every(Number.isFinite);

/**
 * Regular distillation is another schedule, so its trials are left out. Latencies count on the newest device only; what
 * a student learns does not depend on the device, so accuracies count everywhere.
 */
export function observe(study: Study): Observations {
  const trials = study.trials
    .filter(({ role }) => role !== "regular")
    .sort((a, b) => a.id - b.id || a.startedAt - b.startedAt || (deviceKeyOf(a) < deviceKeyOf(b) ? -1 : 1));
  const deviceKey = latestDeviceKey(study);
  const inState = (state: Trial["state"]) => trials.filter((trial) => trial.state === state);
  const complete = inState("complete").filter(({ measurement }) => measurement !== null);
  return {
    attempts: trials.length,
    evaluated: distinct(complete),
    pending: distinct(inState("running")),
    failed: distinct(inState("infeasible")),
    taken: new Set(trials.map(({ architecture }) => architectureKey(architecture))),
    meanSeconds:
      complete.length === 0 ? null : complete.reduce((sum, { seconds }) => sum + seconds, 0) / complete.length,
    readings: (metric) =>
      complete
        .filter(({ device }) => metric !== "latencyMs" || device?.key === deviceKey)
        .flatMap(({ architecture, measurement }) => {
          const estimate = measurement?.metrics[metric];
          return estimate !== undefined && isFinite(estimate) ? [{ architecture, estimate }] : [];
        }),
  };
}
