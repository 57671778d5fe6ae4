import { axisLimits, type AxisName } from "./architecture.ts";
import type { MetricName } from "./metrics.ts";
import type { Requirements } from "./requirements.ts";
import type { TeacherSummary } from "./study.ts";

/** MobileBERT's embedding size: wider teachers are factorised down to it. */
const widestEmbedding = 128;
/** MobileBERT's hidden size: bottlenecks and feed-forward networks grow with the teacher up to here. */
const widestScale = 512;

/** The values an axis may take: within its limit, increasing, each once. */
function axisValues(axis: AxisName, values: readonly number[]): number[] {
  return [...new Set(values.map((value) => Math.min(axisLimits[axis], value)))].sort((a, b) => a - b);
}

/** Fractions of a size in whole steps, so that heads divide them. */
const shares = (size: number, fractions: readonly number[], step: number) =>
  fractions.map((fraction) => Math.max(step, Math.round((fraction * size) / step) * step));

/** The design space of students for a teacher, with the proportions of the built-in study. */
function spaceFor(teacher: TeacherSummary, { space }: Requirements): Requirements["space"] {
  const { hiddenSize, numHiddenLayers, numAttentionHeads } = teacher;
  const scale = Math.min(hiddenSize, widestScale);
  const step = Math.max(4, 2 ** Math.floor(Math.log2(scale / 16)));
  const bottlenecks = axisValues("intraBottleneckSize", shares(scale, [1 / 4, 3 / 8, 1 / 2, 3 / 4], step));
  // The teacher's own width and head count are among the values: they match without projectors and averages.
  const heads = axisValues("numAttentionHeads", [...space.numAttentionHeads, numAttentionHeads]);
  return {
    numHiddenLayers: axisValues("numHiddenLayers", shares(numHiddenLayers, [1 / 2, 3 / 4, 1], 1)),
    hiddenSize: axisValues("hiddenSize", [...shares(hiddenSize, [1 / 2, 3 / 4], step), hiddenSize]),
    intraBottleneckSize: bottlenecks,
    numAttentionHeads: heads.filter((count) => bottlenecks.some((size) => size % count === 0)),
    intermediateSize: axisValues("intermediateSize", shares(scale, [1 / 2, 1, 3 / 2, 2], step)),
    numFeedforwardNetworks: [...space.numFeedforwardNetworks],
  };
}

/** What needs the task of telling sentence pairs. */
const needsPairs: readonly MetricName[] = ["nspAccuracy", "pretrainedAccuracy"];

/** Leaves out what a teacher without a next-sentence head cannot teach. */
function withoutPairs(requirements: Requirements): Requirements {
  const kept = requirements.objectives.filter(({ metric }) => !needsPairs.includes(metric));
  const accuracy = { metric: "mlmAccuracy", direction: "maximise" } as const;
  return {
    ...requirements,
    tasks: ["mlm"],
    objectives:
      kept.length === requirements.objectives.length || kept.some(({ metric }) => metric === "mlmAccuracy")
        ? kept
        : [accuracy, ...kept],
    constraints: requirements.constraints.filter(({ metric }) => !needsPairs.includes(metric)),
  };
}

/**
 * Fits requirements to a teacher: students in a design space around its size, sequences no longer than it knows,
 * tasks it offers. Objectives, budget and schedule stay the person's. Requirements of the built-in study and a teacher
 * of the built-in size come back as they are.
 */
export function adaptRequirements(requirements: Requirements, teacher: TeacherSummary): Requirements {
  const length = (wanted: number) => Math.min(wanted, teacher.maxPositionEmbeddings);
  const { template, schedule, target, tasks } = requirements;
  const adapted: Requirements = {
    ...requirements,
    template: { ...template, embeddingSize: Math.min(teacher.hiddenSize, widestEmbedding) },
    space: spaceFor(teacher, requirements),
    schedule: { ...schedule, sequenceLength: length(schedule.sequenceLength) },
    target: { ...target, sequenceLength: length(target.sequenceLength) },
  };
  return tasks.includes("nsp") && !teacher.targets.includes("nsp") ? withoutPairs(adapted) : adapted;
}
