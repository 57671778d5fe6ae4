import { axisLimits, type AxisName } from "./architecture.ts";
import { withoutStrangers } from "./candidates.ts";
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

/**
 * Widths between blocks: the teacher's own, which is matched without a projector, and two beside it. They lie below
 * where that leaves room for the embedding (the output weights are the embeddings and hidden - embedding more
 * columns, so a hidden size cannot be smaller), above where it does not.
 */
function hiddenSizes(teacherSize: number, embeddingSize: number, step: number): number[] {
  const beside = (fractions: readonly number[]) => shares(teacherSize, fractions, step);
  const below = beside([1 / 2, 3 / 4]);
  const room = below.every((size) => size >= embeddingSize);
  return axisValues("hiddenSize", [...(room ? below : beside([5 / 4, 3 / 2])), teacherSize]);
}

/** The design space of students for a teacher, with the proportions of the built-in study. */
function spaceFor(teacher: TeacherSummary, { space }: Requirements, embeddingSize: number): Requirements["space"] {
  const { hiddenSize, numHiddenLayers, numAttentionHeads } = teacher;
  const scale = Math.min(hiddenSize, widestScale);
  const step = Math.max(4, 2 ** Math.floor(Math.log2(scale / 16)));
  const bottlenecks = axisValues("intraBottleneckSize", shares(scale, [1 / 4, 3 / 8, 1 / 2, 3 / 4], step));
  // With the teacher's own head count attention is matched head by head.
  const heads = axisValues("numAttentionHeads", [...space.numAttentionHeads, numAttentionHeads]);
  return {
    numHiddenLayers: axisValues("numHiddenLayers", shares(numHiddenLayers, [1 / 2, 3 / 4, 1], 1)),
    hiddenSize: hiddenSizes(hiddenSize, embeddingSize, step),
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
 * tasks it offers. Objectives, budget and schedule stay the person's, and so do the candidates that the new space holds. Requirements of the built-in study and a teacher
 * of the built-in size come back as they are.
 */
export function adaptRequirements(requirements: Requirements, teacher: TeacherSummary): Requirements {
  const length = (wanted: number) => Math.min(wanted, teacher.maxPositionEmbeddings);
  const { template, schedule, target, tasks } = requirements;
  const embeddingSize = Math.min(teacher.hiddenSize, widestEmbedding);
  const adapted: Requirements = {
    ...requirements,
    template: { ...template, embeddingSize },
    space: spaceFor(teacher, requirements, embeddingSize),
    schedule: { ...schedule, sequenceLength: length(schedule.sequenceLength) },
    target: { ...target, sequenceLength: length(target.sequenceLength) },
  };
  const fitted = withoutStrangers(adapted);
  return tasks.includes("nsp") && !teacher.targets.includes("nsp") ? withoutPairs(fitted) : fitted;
}
