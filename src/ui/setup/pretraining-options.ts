import type { PretrainingOptions } from "../../lab/port.ts";

/** Small enough to be trained on a laptop in an evening, large enough to teach something. */
export const defaultPretraining: PretrainingOptions = {
  layers: 4,
  hiddenSize: 256,
  heads: 4,
  intermediateSize: 1024,
  vocabSize: 8192,
  sequenceLength: 128,
  batchSize: 32,
  steps: 10_000,
  learningRate: 5e-4,
  seed: 1,
};

const limits = {
  layers: 48,
  hiddenSize: 2048,
  heads: 64,
  intermediateSize: 8192,
  vocabSize: 100_000,
  sequenceLength: 512,
  batchSize: 512,
  steps: 10_000_000,
  learningRate: 1,
  seed: 0xffffffff,
} as const satisfies Record<keyof PretrainingOptions, number>;

/** Why one option cannot be as it is; null when it can. */
export function pretrainingProblem(options: PretrainingOptions, key: keyof PretrainingOptions): string | null {
  const value = options[key];
  const most = limits[key];
  if (Number.isNaN(value)) return "a number is needed here";
  if (key === "learningRate") return value > 0 && value <= most ? null : `more than 0, at most ${most}, not ${value}`;
  if (!Number.isInteger(value)) return `a whole number is needed here, not ${value}`;
  const least = key === "seed" ? 0 : key === "sequenceLength" ? 8 : 1;
  if (value < least || value > most) return `from ${least} to ${most}, not ${value}`;
  if (key === "heads" && options.hiddenSize % value !== 0) return `must divide the hidden size ${options.hiddenSize}, not ${value}`;
  return null;
}
