import * as v from "valibot";
import { downstreamFacts, downstreamNames, type DownstreamName } from "./downstream.ts";

/** What is known of a metric; everything that shows, bounds or optimises one reads this table. */
export interface MetricFacts {
  readonly label: string;
  readonly unit: "" | "ms" | "bytes" | "FLOPs";
  /** The direction in which people want it. */
  readonly better: "lower" | "higher";
  /** Computable exactly from the architecture, so never modelled. */
  readonly known: boolean;
  /** The most it can be; the least is 0, which only shares reach. Correlations may lie below: no better than chance. */
  readonly most: number;
  readonly explanation: string;
}

/** What a task's score is called among the metrics. */
export type ScoreName = `${DownstreamName}Score`;
export const scoreName = (task: DownstreamName): ScoreName => `${task}Score`;

export const isScore = (metric: string): boolean => metric.endsWith("Score");

const scoreFacts = (label: string, explanation: string): MetricFacts => ({ label, unit: "", better: "higher", known: false, most: 1, explanation });

const scores = Object.fromEntries(
  downstreamNames.map((task) => [scoreName(task), scoreFacts(`${downstreamFacts(task).label} score`, `After fine-tuning. ${downstreamFacts(task).explanation}`)]),
) as Readonly<Record<ScoreName, MetricFacts>>; // a name for every task

export const metrics = {
  mlmAccuracy: {
    label: "MLM accuracy",
    unit: "",
    better: "higher",
    known: false,
    most: 1,
    explanation: "Share of hidden words the student guesses right on held-out text",
  },
  nspAccuracy: {
    label: "NSP accuracy",
    unit: "",
    better: "higher",
    known: false,
    most: 1,
    explanation: "Share of sentence pairs it tells right: does the second follow the first?",
  },
  pretrainedAccuracy: {
    label: "Pretrained accuracy",
    unit: "",
    better: "higher",
    known: false,
    most: 1,
    explanation: "The mean of MLM and NSP accuracy",
  },
  latencyMs: {
    label: "Latency",
    unit: "ms",
    better: "lower",
    known: false,
    most: Infinity,
    explanation: "Time of one forward pass of a target batch, measured on this device in this runtime",
  },
  ortWasmLatencyMs: {
    label: "Latency in ONNX Runtime, wasm",
    unit: "ms",
    better: "lower",
    known: false,
    most: Infinity,
    explanation: "The same time in onnxruntime-web on one thread of the processor: how a page that serves the student would run it",
  },
  ortWebgpuLatencyMs: {
    label: "Latency in ONNX Runtime, WebGPU",
    unit: "ms",
    better: "lower",
    known: false,
    most: Infinity,
    explanation: "The same time in onnxruntime-web on the GPU: how a page that serves the student would run it",
  },
  parameters: {
    label: "Parameters",
    unit: "",
    better: "lower",
    known: true,
    most: Infinity,
    explanation: "Trained numbers of the encoder, heads left out",
  },
  flops: {
    label: "FLOPs",
    unit: "FLOPs",
    better: "lower",
    known: true,
    most: Infinity,
    explanation: "Floating-point operations of one forward pass of a target batch, two a multiply-add",
  },
  peakBytes: {
    label: "Peak memory",
    unit: "bytes",
    better: "lower",
    known: false,
    most: Infinity,
    explanation: "Most tensor bytes alive during one forward pass of a target batch",
  },
  downstreamScore: scoreFacts("Mean task score", "The mean of the scores on all tasks of the study, each after fine-tuning, as GLUE's average"),
  ...scores,
} as const satisfies Record<string, MetricFacts>;

export type MetricName = keyof typeof metrics;

export const metricNames = Object.keys(metrics) as readonly MetricName[];

const latencies: readonly string[] = ["latencyMs", "ortWasmLatencyMs", "ortWebgpuLatencyMs"] satisfies readonly MetricName[];

/** Latencies say something only beside others of the same device. */
export const isLatency = (metric: string): boolean => latencies.includes(metric);

export const metricNameSchema = v.picklist(metricNames);
