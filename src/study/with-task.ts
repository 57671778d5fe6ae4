/** Requirements with a downstream task more or less. */
import type { DownstreamName } from "./downstream.ts";
import { usualFineTuning } from "./fine-tuning.ts";
import { notMeasurable } from "./measurable.ts";
import type { Downstream, Requirements } from "./requirements.ts";

export type ChosenTask = Downstream["tasks"][number];

/** A task takes the place of the one of its kind. */
export function withTask(requirements: Requirements, task: ChosenTask): Requirements {
  const { tasks, ...how } = requirements.downstream ?? { tasks: [], fineTuning: usualFineTuning, teacher: true };
  return { ...requirements, downstream: { tasks: [...tasks.filter((other) => other.task !== task.task), task], ...how } };
}

/** Goals that can no longer be measured go with it; a study keeps one objective at least. */
export function withoutTask(requirements: Requirements, name: DownstreamName): Requirements {
  const { downstream, ...others } = requirements;
  const tasks = downstream?.tasks.filter(({ task }) => task !== name) ?? [];
  const left: Requirements = downstream && tasks.length > 0 ? { ...others, downstream: { ...downstream, tasks } } : others;
  const measurable = <Goal extends Requirements["objectives"][number] | Requirements["constraints"][number]>(goals: readonly Goal[]) =>
    goals.filter(({ metric }) => notMeasurable(metric, left) === null);
  const objectives = measurable(left.objectives);
  return { ...left, objectives: objectives.length > 0 ? objectives : [{ metric: "latencyMs", direction: "minimise" }], constraints: measurable(left.constraints) };
}
