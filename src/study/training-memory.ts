/**
 * How much memory the training of a student takes, before it is begun.
 *
 * Notation: N = B·S tokens a batch, M hidden tokens a batch, V vocabulary, P hidden size, C the teacher's, H heads,
 * f32 numbers of 4 bytes.
 *   parameters   each trained number with two moments and its gradient; gradients of the word embeddings twice, as they
 *                are the output weights too; and the teacher's own. Operation by operation, gradients lie beside their sums.
 *   activations  what forward makes and backward needs, and the gradient of every result until backward has ended
 *   words        logits, softmax, targets and gradient [M, V]
 *   transfer     in stages without words: projectors in training, the comparison with a layer of the teacher, [N, C] and
 *                [N, H, S]
 *   teacher      its forward pass where its outputs are not kept: on a GPU beside the student's step, whose memory is its
 *                own, elsewhere in turn with it. A GPU's k most likely words take sorting: two dozen times [m, 2^⌈log₂ V⌉]
 *                of the m rows sorted at once, for tfjs frees nothing before it submits.
 * The factors were fitted to measured steps; the margin is for what they leave out, such as the gaps behind parameters.
 */
import { gigabytes } from "../base/gigabytes.ts";
import type { Architecture } from "./architecture.ts";
import type { BackendName } from "./device.ts";
import type { Requirements } from "./requirements.ts";
import type { TeacherSummary } from "./study.ts";
import { templates } from "./templates/index.ts";

const numberBytes = 4;

/** On all that is counted, since too little would let the tab crash. */
const margin = 1.05;

/**
 * How many of each are held at once: by least squares over measured steps, then raised where some step held more. WebGL
 * was not measured: it composes as wasm does.
 */
const held = {
  fused: { trained: 4, logits: 3, transfer: { C: 5, heads: 3 }, teacher: { layer: 12.5, embeddings: 3, heads: 1.1 }, teacherLogits: 3, sorted: 24 },
  composed: { trained: 5, logits: 8, transfer: { C: 18, heads: 3 }, teacher: { layer: 13.5, embeddings: 23, heads: 1.1 }, teacherLogits: 4, sorted: 0 },
} as const;

/** Rows of V numbers are sorted filled up to a power of two. */
const sortedWidth = (vocabSize: number): number => 2 ** Math.ceil(Math.log2(vocabSize));

/** Numbers that are sorted at once, at most. */
const sortedSize = 2 ** 20;

/** How many of so many rows of words are to be sorted at once: the memory of a training is told by it. */
export function rowsSortedAtOnce(rows: number, vocabSize: number): number {
  const most = Math.max(1, Math.floor(sortedSize / sortedWidth(vocabSize)));
  return Math.ceil(rows / Math.max(1, Math.ceil(rows / most)));
}

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
  backend: BackendName,
): TrainingMemory {
  const facts = templates[template.name];
  const kernels = backend === "webgpu" ? "fused" : "composed";
  const of = held[kernels];
  const { batchSize, sequenceLength: S, maskProbability } = schedule;
  const { numHiddenLayers: layers, numAttentionHeads: heads, intermediateSize, hiddenSize: P } = architecture;
  const { vocabSize: V, hiddenSize: C, numAttentionHeads: teacherHeads } = teacher;
  const tokens = batchSize * S;
  const masked = tasks.includes("mlm") ? batchSize * Math.ceil(maskProbability * S) : 0;

  const projectors = P === C ? 0 : layers * P * C;
  const trained = facts.parameters(architecture, template, teacher) + facts.headParameters(architecture, template, teacher);
  const { embeddings, layer } = facts.activations(architecture, template, S, kernels);
  const mostHeads = Math.max(heads, teacherHeads);
  const transfer = of.trained * projectors + tokens * (of.transfer.C * C + of.transfer.heads * mostHeads * S);
  const distillation = projectors + of.logits * masked * V;
  const step = of.trained * trained + V * P + tokens * (embeddings + layers * layer) + Math.max(transfer, distillation);
  const teacherLayer = of.teacher.layer * C + of.teacher.heads * teacherHeads * S;
  const words = of.teacherLogits * masked * V + of.sorted * rowsSortedAtOnce(masked, V) * sortedWidth(V);
  const teacherPass = tokens * (of.teacher.embeddings * C + teacher.numHiddenLayers * teacherLayer) + words;

  const largest = Math.max(
    masked * V,
    V * C,
    batchSize * mostHeads * S * S,
    tokens * Math.max(P, intermediateSize, 4 * C),
  );
  const passes = kernels === "fused" ? step + teacherPass : Math.max(step, teacherPass);
  return {
    peakBytes: margin * numberBytes * (teacher.parameters + passes),
    largestBytes: numberBytes * largest,
  };
}

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
