/** A student beside the baseline, in words that claim no more than the intervals allow. */
import type { Estimate, Measurement } from "../../study/measurement.ts";
import { metricNames, metrics, type MetricName } from "../../study/metrics.ts";
import { lowerFirst } from "../parts/lower-first.ts";

export interface Comparison {
  readonly metric: MetricName;
  /** Beside the metric's own name: "1.6× faster", "0.4 points worse", "not distinguishable". */
  readonly words: string;
  /** In a sentence of its own: "1.6× faster", "MLM 0.4 points worse", "latency not distinguishable". */
  readonly sentence: string;
  /** `unclear` where the 95 % intervals overlap. */
  readonly verdict: "better" | "worse" | "same" | "unclear";
}

/** What less and more of a metric are called; shares have no entry, they differ by points. */
const ratioWords: Partial<Record<MetricName, readonly [less: string, more: string]>> = {
  latencyMs: ["faster", "slower"],
  ortWasmLatencyMs: ["faster", "slower"],
  ortWebgpuLatencyMs: ["faster", "slower"],
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
  const name = lowerFirst(metrics[metric].label);
  const isExact = student.samples === 0 && baseline.samples === 0;
  if (isExact && student.value === baseline.value)
    return { metric, words: "the same", sentence: `the same ${name}`, verdict: "same" };
  if (overlap(student, baseline))
    return { metric, words: "not distinguishable", sentence: `${name} not distinguishable`, verdict: "unclear" };
  const less = student.value < baseline.value;
  const verdict = less === (metrics[metric].better === "lower") ? "better" : "worse";
  const names = ratioWords[metric];
  if (names === undefined) {
    const words = `${(100 * Math.abs(student.value - baseline.value)).toFixed(1)} points ${verdict}`;
    return { metric, words, sentence: `${name.replace(/ accuracy$/, "")} ${words}`, verdict };
  }
  const factor = less ? baseline.value / student.value : student.value / baseline.value;
  const words = `${factorText(factor)}× ${less ? names[0] : names[1]}`;
  return { metric, words, sentence: words, verdict };
}

/** "1.6", "12"; close to one with two decimals, so that a real difference rarely reads as none. */
export function factorText(factor: number): string {
  if (factor >= 9.95) return factor.toFixed(0);
  return factor < 1.095 ? factor.toFixed(2) : factor.toFixed(1);
}

/** "Against the baseline: 1.6× faster, MLM 0.4 points better." Of the wanted metrics, speed and sizes first. */
export function comparisonSentence(student: Measurement, baseline: Measurement, wanted: readonly MetricName[]): string {
  const said = metricNames
    .filter((metric) => wanted.includes(metric))
    .toSorted((one, other) => Number(ratioWords[one] === undefined) - Number(ratioWords[other] === undefined))
    .flatMap((metric) => {
      const [own, other] = [student.metrics[metric], baseline.metrics[metric]];
      return own === undefined || other === undefined ? [] : [compare(metric, own, other).sentence];
    });
  if (said.length === 0) return "No objective was measured in both it and the baseline.";
  return `Against the baseline: ${said.join(", ")}.`;
}
