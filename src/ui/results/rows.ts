/** What the results view knows of each trial, and what the filters leave of it. */
import { axisLabels, axisNames, type Architecture } from "../../study/architecture.ts";
import type { Estimate } from "../../study/measurement.ts";
import type { MetricName } from "../../study/metrics.ts";
import { isFeasible, latestDeviceKey, paretoTrials } from "../../study/pareto.ts";
import type { Objective } from "../../study/requirements.ts";
import type { Study, Trial } from "../../study/study.ts";
import type { MarkKind } from "../charts/mark-kinds.ts";
import { compare } from "./comparison.ts";
import { deviceName } from "./device-name.ts";

export interface TrialRow {
  readonly trial: Trial;
  /** "Trial 7", "Baseline", "Trial 7, regular" */
  readonly name: string;
  readonly mark: MarkKind;
  readonly onFront: boolean;
  /** Complete but outside a constraint, or never completed. */
  readonly feasible: boolean;
  /** "4 layers · hidden 128 · …" */
  readonly architecture: string;
}

export const rowStates = ["complete", "infeasible", "stopped", "running"] as const satisfies readonly Trial["state"][];

export interface TrialFilter {
  readonly state: Trial["state"] | "all";
  readonly frontOnly: boolean;
  /** Looked for in names, architectures, origins and reasons. */
  readonly text: string;
}

export const noFilter: TrialFilter = { state: "all", frontOnly: false, text: "" };

export function trialName(trial: Pick<Trial, "id" | "role" | "parent">): string {
  if (trial.role === "baseline") return "Baseline";
  return trial.role === "regular" && trial.parent !== null
    ? `Trial ${trial.id}, regular of ${trial.parent}`
    : `Trial ${trial.id}`;
}

/** "L4 h128 b64 H4 f192 F2": the axes' symbols with their values. */
export function architectureText(architecture: Architecture): string {
  return axisNames.map((axis) => `${axisLabels[axis].symbol}${architecture[axis]}`).join(" ");
}

export interface StudyDevice {
  readonly key: string;
  readonly name: string;
  readonly software: boolean;
  readonly trials: number;
}

/** The devices a study's trials ran on, the latest first. */
export function devicesOf(study: Study): readonly StudyDevice[] {
  const found = new Map<string, StudyDevice>();
  for (const { device } of study.trials) {
    if (device === null) continue;
    const trials = (found.get(device.key)?.trials ?? 0) + 1;
    found.set(device.key, { key: device.key, name: deviceName(device), software: device.software, trials });
  }
  const latest = latestDeviceKey(study);
  return [...found.values()].sort((one, other) => Number(other.key === latest) - Number(one.key === latest));
}

/** The trials of one device, and those that have none yet. */
export function trialRows(study: Study, deviceKey: string | null): readonly TrialRow[] {
  const front = new Set(deviceKey === null ? [] : paretoTrials(study, deviceKey).map(({ id }) => id));
  return study.trials
    .filter(({ device }) => device === null || device.key === deviceKey)
    .map((trial) => {
      const onFront = front.has(trial.id);
      const feasible = trial.state === "complete" && isFeasible(trial, study.requirements.constraints);
      return {
        trial,
        name: trialName(trial),
        mark: markOf(trial, onFront, feasible),
        onFront,
        feasible,
        architecture: architectureText(trial.architecture),
      };
    });
}

function markOf(trial: Trial, onFront: boolean, feasible: boolean): MarkKind {
  if (trial.state === "running") return "running";
  // The baseline stays the baseline, also outside a constraint: everything is compared with it.
  if (trial.role === "baseline" && trial.state === "complete") return "baseline";
  if (!feasible) return "infeasible";
  if (trial.role === "regular") return "regular";
  return onFront ? "front" : "dominated";
}

/**
 * The row to begin with: the cheapest student of the front that is better than the baseline in one objective and not
 * distinguishably worse in any; else the front's first student, else the first row.
 */
export function headline(rows: readonly TrialRow[], objectives: readonly Objective[]): TrialRow | undefined {
  const baseline = rows.find(({ mark }) => mark === "baseline");
  const front = rows.filter(({ onFront, trial }) => onFront && trial.role === "candidate");
  const cost = objectives.find(({ direction }) => direction === "minimise")?.metric;
  const costOf = ({ trial }: TrialRow) => (cost === undefined ? 0 : (metricOf(trial, cost)?.value ?? Number.POSITIVE_INFINITY));
  const winners = front.filter(({ trial }) => {
    const verdicts = objectives.map(({ metric }) => {
      const [own, reference] = [metricOf(trial, metric), baseline === undefined ? null : metricOf(baseline.trial, metric)];
      return own === null || reference === null ? "unclear" : compare(metric, own, reference).verdict;
    });
    return verdicts.includes("better") && !verdicts.includes("worse");
  });
  const cheapest = winners.toSorted((one, other) => costOf(one) - costOf(other))[0];
  return cheapest ?? front[0] ?? rows.find(({ onFront }) => onFront) ?? rows[0];
}

export function filtered(rows: readonly TrialRow[], filter: TrialFilter): readonly TrialRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ trial, name, onFront, architecture }) => {
    if (filter.state !== "all" && trial.state !== filter.state) return false;
    if (filter.frontOnly && !onFront) return false;
    const searched = `${name} ${architecture} ${trial.origin} ${trial.state} ${trial.reason ?? ""}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}

export function metricOf(trial: Trial, metric: MetricName): Estimate | null {
  return trial.measurement?.metrics[metric] ?? null;
}

/** The baseline a trial is compared with: the complete one of the same device. */
export function baselineOf(study: Study, deviceKey: string | null): Trial | null {
  return (
    study.trials.find(
      (trial) => trial.role === "baseline" && trial.state === "complete" && trial.device?.key === deviceKey,
    ) ?? null
  );
}
