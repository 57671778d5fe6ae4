/** A student beside the baseline, in words that claim no more than the intervals allow. */
import type { Estimate, Measurement } from "../../study/measurement.ts";
import { metricNames, metrics, type MetricName } from "../../study/metrics.ts";

export interface Comparison {
  readonly metric: MetricName;
  /** "1.6× faster", "0.4 points worse", "not distinguishable" */
  readonly words: string;
  /** `unclear` where the 95 % intervals overlap. */
  readonly verdict: "better" | "worse" | "same" | "unclear";
}

/** What less and more of a metric are called. */
const ratioWords: Partial<Record<MetricName, readonly [less: string, more: string]>> = {
  latencyMs: ["faster", "slower"],
  parameters: ["fewer parameters", "more parameters"],
  flops: ["fewer operations", "more operations"],
  peakBytes: ["less memory", "more memory"],
};

/** Whether two 95 % intervals share a value. */
export function overlap(one: Estimate, other: Estimate): boolean {
  return one.low <= other.high && other.low <= one.high;
}

/** Shares differ by percentage points, everything else by a factor. */
export function compare(metric: MetricName, student: Estimate, baseline: Estimate): Comparison {
  if (student.value === baseline.value && student.samples === 0 && baseline.samples === 0)
    return { metric, words: `the same ${metrics[metric].label.toLowerCase()}`, verdict: "same" };
  if (overlap(student, baseline))
    return { metric, words: `${metrics[metric].label}: not distinguishable`, verdict: "unclear" };
  const less = student.value < baseline.value;
  const verdict = less === (metrics[metric].better === "lower") ? "better" : "worse";
  const names = ratioWords[metric];
  if (names === undefined) {
    const points = 100 * Math.abs(student.value - baseline.value);
    const label = metrics[metric].label.replace(" accuracy", "");
    return { metric, words: `${label} ${points.toFixed(1)} points ${verdict}`, verdict };
  }
  const factor = less ? baseline.value / student.value : student.value / baseline.value;
  return { metric, words: `${factorText(factor)}× ${less ? names[0] : names[1]}`, verdict };
}

/** "1.6", "12"; close to one with two decimals, so that a real difference never reads as "1.0×". */
export function factorText(factor: number): string {
  if (factor >= 9.95) return factor.toFixed(0);
  return factor < 1.095 ? factor.toFixed(2) : factor.toFixed(1);
}

/** All metrics that both were measured in. */
export function comparisons(student: Measurement, baseline: Measurement): readonly Comparison[] {
  return metricNames.flatMap((metric) => {
    const [own, other] = [student.metrics[metric], baseline.metrics[metric]];
    return own === undefined || other === undefined ? [] : [compare(metric, own, other)];
  });
}

/** One sentence on the study's own metrics: "Against the baseline: 1.6× faster, MLM 0.4 points better." */
export function comparisonSentence(student: Measurement, baseline: Measurement, wanted: readonly MetricName[]): string {
  const said = comparisons(student, baseline).filter(({ metric }) => wanted.includes(metric));
  if (said.length === 0) return "Nothing was measured in both it and the baseline.";
  return `Against the baseline: ${said.map(({ words }) => words).join(", ")}.`;
}
