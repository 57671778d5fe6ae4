/** A study as a search problem: its design space as axes, its trials as candidates that were tried. */
import { logarithm } from "../base/logarithm.ts";
import { axisNames, type Architecture } from "../study/architecture.ts";
import { isKnownMetric, knownMetrics } from "../study/known-metrics.ts";
import { isLatency, metrics, type MetricName } from "../study/metrics.ts";
import { latestDeviceKey, signOf } from "../study/pareto.ts";
import { validSpace } from "../study/space.ts";
import type { Study, Trial } from "../study/study.ts";
import { templates } from "../study/templates/index.ts";
import type { Feature, Metric, Problem, Source, TriedCandidate } from "./problem.ts";
import type { Candidate } from "./space/axes.ts";
import { searchSpace, type SearchSpace } from "./space/space.ts";

export function architectureOf(candidate: Candidate): Architecture {
  return Object.fromEntries(axisNames.map((axis, index) => [axis, candidate[index] ?? 0])) as Record<
    (typeof axisNames)[number],
    number
  >;
}

export const candidateOf = (architecture: Architecture): Candidate =>
  Float64Array.from(axisNames, (axis) => architecture[axis]);

function spaceOf({ requirements: { space, template } }: Study): SearchSpace {
  const { problem } = templates[template.name];
  return searchSpace(
    axisNames.map((name) => ({ name, kind: "ordinal", values: [...space[name]].sort((a, b) => a - b) })),
    (candidate) => problem(architectureOf(candidate)) === null,
  );
}

/** Metrics that differ by ratio rather than by difference. */
const isLogarithmic = (metric: MetricName) =>
  ["ms", "bytes", "FLOPs"].includes(metrics[metric].unit) || metric === "parameters";

function metricsOf({ requirements, teacher }: Study): Metric[] {
  const { objectives, constraints } = requirements;
  const names = new Set([...objectives, ...constraints].map(({ metric }) => metric));
  return [...names].map((name) => {
    const objective = objectives.find(({ metric }) => metric === name);
    const bounds = constraints.filter(({ metric }) => metric === name);
    return {
      name,
      isObjective: objective !== undefined,
      sign: objective !== undefined ? signOf(objective) : bounds[0]?.bound === "atLeast" ? -1 : 1,
      logarithmic: isLogarithmic(name),
      bounds,
      known: isKnownMetric(name)
        ? (candidate) => knownMetrics(architectureOf(candidate), requirements, teacher)[name]
        : null,
    };
  });
}

/** The known metrics, by ratio. */
function featuresOf({ requirements, teacher }: Study): Feature[] {
  const known = (architecture: Architecture) =>
    Object.values(knownMetrics(architecture, requirements, teacher)).map(logarithm);
  const corners = [...validSpace(requirements).corners()].map(known);
  return (corners[0] ?? []).map((_, index) => {
    const values = corners.map((corner) => corner[index] ?? 0);
    return {
      low: Math.min(...values),
      high: Math.max(...values),
      of: (candidate) => known(architectureOf(candidate))[index] ?? 0,
    };
  });
}

const deviceKeyOf = ({ device }: Trial) => device?.key ?? "";

/**
 * Regular distillation is another schedule, so its trials are left out. Latencies count on the newest device only; what
 * a student learns does not depend on the device, so accuracies count everywhere.
 */
function triedIn(study: Study): { trial: Trial; tried: TriedCandidate }[] {
  const deviceKey = latestDeviceKey(study);
  const stateOf = ({ state, measurement }: Trial): TriedCandidate["state"] => {
    if (state === "running") return "running";
    if (state === "complete") return measurement === null ? "stopped" : "complete";
    return state === "infeasible" ? "failed" : "stopped";
  };
  return study.trials
    .filter(({ role }) => role !== "regular")
    .sort((a, b) => a.id - b.id || a.startedAt - b.startedAt || (deviceKeyOf(a) < deviceKeyOf(b) ? -1 : 1))
    .map((trial) => {
      const measured = Object.entries(trial.measurement?.metrics ?? trial.forecast?.metrics ?? {});
      const counting = measured.filter(([name]) => !isLatency(name) || trial.device?.key === deviceKey);
      const candidate = candidateOf(trial.architecture);
      return { trial, tried: { candidate, state: stateOf(trial), readings: Object.fromEntries(counting) } };
    });
}

const sourcesOf = ({ requirements: { prior = [] } }: Study): Source[] =>
  prior.map(({ name, trials }) => ({
    name,
    trials: trials.map(({ architecture, values }) => ({ candidate: candidateOf(architecture), values })),
  }));

/** How many trials the budget is for; a budget of minutes is counted in trials like those seen so far. */
function expectedTrials({ requirements: { budget } }: Study, complete: readonly Trial[]): number {
  if (budget.kind === "trials") return budget.trials;
  const seconds = complete.reduce((sum, trial) => sum + trial.seconds, 0);
  return seconds === 0 ? Infinity : (budget.minutes * 60 * complete.length) / seconds;
}

export function problemOf(study: Study): Problem {
  const trials = triedIn(study);
  const complete = trials.filter(({ tried }) => tried.state === "complete").map(({ trial }) => trial);
  return {
    space: spaceOf(study),
    metrics: metricsOf(study),
    features: featuresOf(study),
    sources: sourcesOf(study),
    repeats: study.requirements.repeats ?? false,
    candidates: (study.requirements.candidates ?? []).map(candidateOf),
    tried: trials.map(({ tried }) => tried),
    expectedTrials: expectedTrials(study, complete),
    reference: null,
  };
}
