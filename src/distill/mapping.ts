/**
 * Which part of the teacher a part of the student learns from, where their shapes differ.
 *
 * Layers: student layer l of S learns from teacher layer round((l + 1) T / S) − 1 of T, so the last from the last.
 * Widths: where they differ, a linear projector W_l [teacher width, student width] brings the student's features to the
 * teacher's width, x W_lᵀ. It is trained with the layer, kept in checkpoints, and no part of the student: an untrained
 * one would ask the student to fit a random map.
 * Heads: where the counts differ, attention is averaged over the heads on both sides.
 * MobileBERT has equal shapes throughout; AutoDistill's rules are not published, these are ours.
 */
import { createRandom, deriveSeed } from "../base/random.ts";
import type { NamedTensor } from "../base/tensors.ts";
import type { Network } from "../model/network.ts";

export function teacherLayerOf(layer: number, studentLayers: number, teacherLayers: number): number {
  // A student with more than twice the teacher's layers would round to layer −1.
  return Math.max(0, Math.round(((layer + 1) * teacherLayers) / studentLayers) - 1);
}

export const averagesHeads = (student: Network, teacher: Network): boolean => student.heads !== teacher.heads;

export const needsProjector = (student: Network, teacher: Network): boolean => student.hiddenSize !== teacher.hiddenSize;

export const projectorName = (layer: number): string => `projector.${layer}.weight`;

/** One projector a student layer, or none where widths agree; seeded, keeping the features' scale. */
export function initialProjectors(student: Network, teacher: Network, seed: number): Map<string, NamedTensor> {
  const projectors = new Map<string, NamedTensor>();
  if (!needsProjector(student, teacher)) return projectors;
  const shape = [teacher.hiddenSize, student.hiddenSize];
  for (let layer = 0; layer < student.layers; layer++) {
    const random = createRandom(deriveSeed(seed, projectorName(layer)));
    const scale = 1 / Math.sqrt(student.hiddenSize);
    const data = Float32Array.from({ length: teacher.hiddenSize * student.hiddenSize }, () => scale * random.normal());
    projectors.set(projectorName(layer), { shape, data });
  }
  return projectors;
}

/** The encoder layer a parameter belongs to, or null: embeddings and heads. */
export function layerOfParameter(name: string): number | null {
  const match = /\.encoder\.layer\.(\d+)\./.exec(name);
  return match === null ? null : Number(match[1]);
}
