/** Which earlier studies can be learned from, and what choosing them changes. */
import type { StudySummary } from "../../lab/port.ts";
import type { EarlierStudy } from "../../study/earlier-study.ts";
import { isKnownMetric } from "../../study/known-metrics.ts";
import type { MetricName } from "../../study/metrics.ts";
import type { Requirements } from "../../study/requirements.ts";
import type { StudyId } from "../../study/study.ts";
import { formatCounted } from "../parts/format.ts";

/** With fewer the search sees no shape in them. */
export const fewestTeachingTrials = 4;

export interface EarlierChoice {
  readonly id: StudyId;
  readonly label: string;
  readonly chosen: boolean;
}

const labelOf = (name: string, device: string, trials: number) =>
  [name, device, formatCounted(trials, "trial")].filter((part) => part !== "").join(", ");

/** Those that are chosen, wherever they are from, then the others kept here, newest first. */
export function earlierStudies(prior: readonly EarlierStudy[], kept: readonly StudySummary[]): readonly EarlierChoice[] {
  const chosen = prior.map(({ id, name, device, trials }) => ({ id, label: labelOf(name, device, trials.length), chosen: true }));
  const others = kept
    .filter(({ id, state, trials }) => state !== "running" && trials >= fewestTeachingTrials && prior.every((study) => study.id !== id))
    .toSorted((left, right) => right.createdAt - left.createdAt)
    .map(({ id, name, device, trials }) => ({ id, label: labelOf(name, device?.adapter ?? "", trials), chosen: false }));
  return [...chosen, ...others];
}

/** Metrics that both are about and that have to be measured. */
export function metricsInCommon({ trials }: EarlierStudy, { objectives, constraints }: Requirements): readonly MetricName[] {
  const wanted = new Set([...objectives, ...constraints].map(({ metric }) => metric));
  return [...wanted].filter((metric) => !isKnownMetric(metric) && trials.some(({ values }) => values[metric] !== undefined));
}

/** Requirements with these earlier studies; none leave no trace. */
export function withPrior(requirements: Requirements, prior: readonly EarlierStudy[]): Requirements {
  const { prior: _, ...others } = requirements;
  return prior.length === 0 ? others : { ...others, prior: [...prior] };
}
