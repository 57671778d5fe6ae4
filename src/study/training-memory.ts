/**
 * How much memory the training of a student takes, before it is begun.
 *
 * Notation: N = B·S tokens a batch, M hidden tokens a batch, V vocabulary, T the teacher, f32 numbers of 4 bytes.
 *   parameters   4 a trained number: itself, two moments, its gradient; and the teacher's own
 *   activations  all that a forward pass makes lives until its end, what backward needs beyond it; and tfjs keeps the
 *                gradient of every result until backward has ended
 *   words        logits, softmax, targets and gradient [M, V]
 *   teacher      its forward pass where its outputs are not kept: in turn with the student's step, not beside it
 * Held to the measured peak on wasm by a test: 0.9 to 2.5 times as much. Fused kernels need less than is told.
 */
import { gigabytes } from "../base/gigabytes.ts";
import type { Architecture } from "./architecture.ts";
import type { Requirements } from "./requirements.ts";
import type { TeacherSummary } from "./study.ts";
import { templates } from "./templates/index.ts";

const numberBytes = 4;
/** Tensors of the size of the logits that are alive at once. */
const logitsAlive = 6;

/** What forward makes, its gradients, and what lies between them, in sizes of the first. By measurement. */
const activationsAlive = 3;

export interface TrainingMemory {
  /** Most bytes of tensors alive at once. */
  readonly peakBytes: number;
  /** Bytes of the largest single tensor. */
  readonly largestBytes: number;
}

export function trainingMemory(
  architecture: Architecture,
  { template, schedule, tasks }: Pick<Requirements, "template" | "schedule" | "tasks">,
  teacher: Omit<TeacherSummary, "name" | "fingerprint">,
): TrainingMemory {
  const facts = templates[template.name];
  const { batchSize, sequenceLength: S, maskProbability } = schedule;
  const { numHiddenLayers: layers, numAttentionHeads: heads, intermediateSize, hiddenSize } = architecture;
  const tokens = batchSize * S;
  const hidden = batchSize * Math.ceil(maskProbability * S);
  const { vocabSize } = teacher;

  const projectors = hiddenSize === teacher.hiddenSize ? 0 : layers * hiddenSize * teacher.hiddenSize;
  const trained = facts.parameters(architecture, template, teacher) + facts.headParameters(architecture, template, teacher) + projectors;
  const { embeddings, layer } = facts.activations(architecture, template, S);
  const logits = tasks.includes("mlm") ? hidden * vocabSize : 0;
  const transfer = tokens * (8 * teacher.hiddenSize + 6 * Math.max(heads, teacher.numAttentionHeads) * S);
  const step = activationsAlive * tokens * (embeddings + layers * layer) + Math.max(logitsAlive * logits, transfer);
  const teacherPass = tokens * teacher.numHiddenLayers * teacherActivations(teacher, S) + 3 * logits;

  const largest = Math.max(
    logits,
    teacher.vocabSize * teacher.hiddenSize,
    batchSize * Math.max(heads, teacher.numAttentionHeads) * S * S,
    tokens * Math.max(hiddenSize, intermediateSize, 4 * teacher.hiddenSize),
  );
  return {
    peakBytes: numberBytes * (4 * trained + teacher.parameters + Math.max(step, teacherPass)),
    largestBytes: numberBytes * largest,
  };
}

/** Numbers a token that one of the teacher's layers makes: BERT's feed-forward networks are four times as wide. */
const teacherActivations = ({ hiddenSize: h, numAttentionHeads: heads }: Pick<TeacherSummary, "hiddenSize" | "numAttentionHeads">, S: number) =>
  20 * h + 6 * 4 * h + 3 * heads * S;

/** What a device has room for. */
export interface MemoryLimits {
  /** All tensors together; Infinity where nobody says, or where there is room for as many as were wanted. */
  readonly totalBytes: number;
  /** One tensor. */
  readonly tensorBytes: number;
}

/** Why this training does not fit, in words for the person; null if it does, as far as one can tell. */
export function memoryProblem({ peakBytes, largestBytes }: TrainingMemory, { totalBytes, tensorBytes }: MemoryLimits): string | null {
  if (largestBytes > tensorBytes) {
    return `it does not fit this device: one of its tensors takes ${gigabytes(largestBytes)}, the most here is ${gigabytes(tensorBytes)}`;
  }
  if (peakBytes > totalBytes) {
    return `it does not fit this device: training takes about ${gigabytes(peakBytes)}, the most here is ${gigabytes(totalBytes)}`;
  }
  return null;
}
