/** What the requirements say, in sentences. */
import type { TaskReference } from "../../lab/port.ts";
import type { Device } from "../../study/device.ts";
import { leastChance } from "../../study/early-stopping.ts";
import { metrics, type MetricName } from "../../study/metrics.ts";
import type { Constraint, Objective, Requirements } from "../../study/requirements.ts";
import type { ServingName } from "../../study/serving-names.ts";
import type { CorpusSummary, TeacherSummary } from "../../study/study.ts";
import { formatAbout, formatBytes, formatCount, formatCounted, formatMetric, formatNumber, formatShare, formatWhole } from "../parts/format.ts";
import type { Range, TimeEstimate } from "../state/plan.ts";

export const backendLabels = {
  webgpu: "WebGPU",
  webgl: "WebGL",
  wasm: "WebAssembly",
  cpu: "Plain JavaScript",
} as const satisfies Record<Device["backend"], string>;

export const taskLabels = {
  mlm: { label: "Guess hidden words (MLM)", explanation: "Masked language modelling: some words are hidden, the student fills them in" },
  nsp: { label: "Tell whether sentences follow (NSP)", explanation: "Next-sentence prediction: does the second sentence really follow the first?" },
} as const satisfies Record<Requirements["tasks"][number], { label: string; explanation: string }>;

/** "Latency as low as possible". */
export function objectiveSentence({ metric, direction }: Objective): string {
  return `${metrics[metric].label} as ${direction === "minimise" ? "low" : "high"} as possible`;
}

/** "Latency at most 20 ms". */
export function constraintSentence({ metric, bound, value }: Constraint): string {
  const shown = Number.isNaN(value) ? "…" : formatMetric(metric, value);
  return `${metrics[metric].label} ${bound === "atMost" ? "at most" : "at least"} ${shown}`;
}

/** What becomes of trials that are not worth their time. */
export function earlyStoppingSentence(earlyStopping: Requirements["earlyStopping"]): string {
  if (earlyStopping === undefined || earlyStopping === null) return "Every trial runs its whole schedule.";
  const shares = earlyStopping.rungs.map((share) => `${formatNumber(100 * share)} %`);
  const last = shares.pop() ?? "";
  const moments = shares.length === 0 ? last : `${shares.join(", ")} and ${last}`;
  return `After ${moments} of its distillation a trial is given up if its chance of reaching the Pareto front is below ${formatShare(leastChance, 0)}.`;
}

export const servingLabels: Readonly<Record<ServingName, string>> = {
  ortWasm: "ONNX Runtime on the processor (wasm)",
  ortWebgpu: "ONNX Runtime on the GPU (WebGPU)",
};
/** The size of each runtime's WebAssembly. */
export const servingDownloads: Readonly<Record<ServingName, string>> = { ortWasm: "14 MB", ortWebgpu: "27 MB" };

interface TypedUnit {
  readonly unit: string;
  /** How many of the metric's own units it is. */
  readonly scale: number;
}

const largeUnits: Readonly<Partial<Record<MetricName, TypedUnit>>> = {
  parameters: { unit: "million", scale: 1e6 },
  flops: { unit: "MFLOPs", scale: 1e6 },
  peakBytes: { unit: "MB", scale: 1e6 },
};

/** The unit in which a person types a bound. */
export const typedUnit = (metric: MetricName): TypedUnit =>
  metrics[metric].most === 1 ? { unit: "%", scale: 0.01 } : (largeUnits[metric] ?? { unit: metrics[metric].unit, scale: 1 });

/** A bound as it is typed, without the noise of the division: 0.07 is "7", not "7.000000000000001". */
export function typedValue({ metric, value }: Pick<Constraint, "metric" | "value">): number {
  return Number.isFinite(value) ? Number((value / typedUnit(metric).scale).toPrecision(12)) : value;
}

/** The bound in the metric's own unit. */
export function boundOf(metric: MetricName, typed: number): number {
  return Number.isFinite(typed) ? Number((typed * typedUnit(metric).scale).toPrecision(12)) : typed;
}

export function teacherSentence(teacher: TeacherSummary): string {
  const tasks = teacher.targets.length === 0 ? "no heads" : teacher.targets.map((task) => task.toUpperCase()).join(" and ");
  return (
    `${teacher.modelType}, ${formatCounted(teacher.numHiddenLayers, "layer")} of ${teacher.hiddenSize}, ` +
    `${formatCount(teacher.parameters)} parameters, ${formatWhole(teacher.vocabSize)} word pieces, teaches ${tasks}`
  );
}

export function corpusSentence(corpus: CorpusSummary): string {
  const heldout = corpus.heldoutDocuments > 0 ? `, ${formatWhole(corpus.heldoutDocuments)} held out` : "";
  return (
    `${formatCounted(corpus.documents, "document")}${heldout}, ` +
    `${formatCounted(corpus.sentences, "sentence")}, ${formatBytes(corpus.sizeBytes)}`
  );
}

/** "8,000 examples to train on, 872 to judge by; classes negative, positive". */
export function taskSentence({ name, training, development, labels }: TaskReference): string {
  const judged = development === 0 ? "some of them set aside to judge by" : `${formatWhole(development)} to judge by`;
  const shown = labels.slice(0, 6).join(", ");
  const classes = labels.length === 0 ? "" : `; classes ${shown}${labels.length > 6 ? ` and ${labels.length - 6} more` : ""}`;
  return `${name}: ${formatCounted(training, "example")} to train on, ${judged}${classes}`;
}

/** "0.9 – 1.6 M": a unit that both ends share is told once, on the last one's line; one value stands for both where they read the same. */
export function rangeSentence({ least, most }: Range, format: (value: number) => string): string {
  const [low, high] = [format(least), format(most)];
  if (low === high) return low;
  const unit = / \S+$/.exec(high)?.[0] ?? "";
  return `${unit !== "" && low.endsWith(unit) ? low.slice(0, -unit.length) : low} – ${high.replace(" ", "\u00a0")}`;
}

export function timeSentence(estimate: TimeEstimate | null, budget: Requirements["budget"]): string {
  if (budget.kind === "minutes") return `stops after ${formatCounted(budget.minutes, "minute")} of training`;
  if (estimate === null) return "unknown until the first trial has run on this device";
  return `${formatAbout(estimate.seconds)} on this device, judged by ${formatCounted(estimate.trials, "earlier trial")}`;
}

/** What the person should know about a device's numbers before trusting them; null when there is nothing. */
export function deviceWarning(device: Device): string | null {
  if (device.software && (device.backend === "webgpu" || device.backend === "webgl"))
    return "This GPU is emulated on the processor. Students train slowly, and their latencies say nothing about a real GPU.";
  if (device.backend === "wasm" || device.backend === "cpu")
    return "No GPU is used. Students train slowly, and their latencies are those of this processor.";
  return null;
}
