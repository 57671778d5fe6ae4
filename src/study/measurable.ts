import { downstreamFacts, downstreamNames } from "./downstream.ts";
import { metrics, scoreName, type MetricName } from "./metrics.ts";
import { shown } from "./parse.ts";
import type { Requirements } from "./requirements.ts";

/** What a metric is measured on; the others can always be measured. */
const tasksOf: Partial<Record<MetricName, readonly ("mlm" | "nsp")[]>> = {
  mlmAccuracy: ["mlm"],
  nspAccuracy: ["nsp"],
  pretrainedAccuracy: ["mlm", "nsp"],
};

type Tasks = Pick<Requirements, "tasks" | "downstream">;

/** Why a metric cannot be measured in a study; null where it can. */
export function notMeasurable(metric: MetricName, { tasks, downstream }: Tasks): string | null {
  const { label } = metrics[metric];
  const missing = tasksOf[metric]?.find((task) => !tasks.includes(task));
  if (missing !== undefined) return `${label} cannot be measured without the task ${missing}, got tasks ${shown(tasks)}`;
  const given = downstream?.tasks.map(({ task }) => task) ?? [];
  const wanted = downstreamNames.find((task) => scoreName(task) === metric);
  const lacks = metric === "downstreamScore" ? given.length === 0 : wanted !== undefined && !given.includes(wanted);
  if (!lacks) return null;
  const named = given.map((task) => downstreamFacts(task).label).join(", ");
  return `${label} cannot be measured without examples of the task, got ${shown(named === "" ? "no tasks" : named)}`;
}
