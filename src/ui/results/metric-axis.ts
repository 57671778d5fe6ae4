import { metrics, type MetricName } from "../../study/metrics.ts";
import type { Axis } from "../charts/axis.ts";
import { bare } from "../charts/numbers.ts";
import { formatMetric } from "../parts/format.ts";

const isShare = (metric: MetricName) => metrics[metric].most === 1;

/** How a metric is drawn: shares in per cent on a linear axis, everything else on a logarithmic one. */
export function metricAxis(metric: MetricName): Axis {
  const { label, unit, better } = metrics[metric];
  return {
    label,
    unit: isShare(metric) ? "%" : metric === "flops" ? "" : unit,
    scale: isShare(metric) ? "linear" : "log",
    better,
    format: (value, spread) => formatMetric(metric, value, spread),
    tick: isShare(metric) ? (value) => bare(Number((100 * value).toPrecision(6))) : bare,
  };
}
