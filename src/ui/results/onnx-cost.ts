import type { Precision } from "../../lab/port.ts";
import type { Measurement } from "../../study/measurement.ts";
import { metrics } from "../../study/metrics.ts";
import type { Trial } from "../../study/study.ts";
import { formatEstimate, formatInterval, formatMetric } from "../parts/format.ts";
import { metricOf } from "./rows.ts";

const measuredOnText = ["mlmAccuracy", "nspAccuracy"] as const;

/** "int8: MLM accuracy 39.0 % (36.0 – 42.0 %, n = 900) instead of 40.0 %." */
export function costSentence(precision: Precision, measured: Measurement["metrics"], trial: Trial): string {
  const parts = measuredOnText.flatMap((metric) => {
    const [estimate, whole] = [measured[metric], metricOf(trial, metric)];
    if (estimate === undefined) return [];
    const instead = whole === null ? "" : ` instead of ${formatMetric(metric, whole.value)}`;
    return [`${metrics[metric].label} ${formatEstimate(metric, estimate)} (${formatInterval(metric, estimate)})${instead}`];
  });
  return `${precision}: ${parts.join(", ")}.`;
}
