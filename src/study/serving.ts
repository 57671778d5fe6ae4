/** Which runtimes a study times its students in, and what it calls the latencies there. */
import type { MetricName } from "./metrics.ts";
import type { Requirements } from "./requirements.ts";
import { servingNames, type ServingName } from "./serving-names.ts";

export const servingMetrics = {
  ortWasm: "ortWasmLatencyMs",
  ortWebgpu: "ortWebgpuLatencyMs",
} as const satisfies Record<ServingName, MetricName>;

/** The runtimes a study times its students in: those it asks for, and those its goals are about. */
export function servingOf({ target, objectives, constraints }: Requirements): readonly ServingName[] {
  const goals = [...objectives, ...constraints].map(({ metric }) => metric);
  return servingNames.filter((name) => target.serving?.includes(name) === true || goals.includes(servingMetrics[name]));
}
