import { batchArrays } from "../data/batch-arrays.ts";
import type { BatchSource } from "../data/batch.ts";
import type { Network } from "../model/network.ts";
import type { Checkpoint } from "../study/checkpoint.ts";
import type { BatchTensors } from "./inputs.ts";
import { createLoop } from "./loop.ts";
import { optimisers } from "./optimisers/index.ts";
import type { Training } from "./port.ts";
import { warmupAndDecay } from "./schedules.ts";
import { taskLoss, type TaskName } from "./tasks.ts";

export interface PretrainingSchedule {
  readonly steps: number;
  readonly learningRate: number;
  /** Share of the steps in which the learning rate rises. */
  readonly warmupShare: number;
  readonly weightDecay: number;
  readonly tasks: readonly TaskName[];
}

export interface PretrainingSettings {
  readonly network: Network;
  readonly batches: BatchSource;
  readonly schedule: PretrainingSchedule;
  readonly seed: number;
  readonly checkpoint: Checkpoint | null;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Trains a teacher from nothing on hard labels, as BERT was (arXiv 1810.04805): AdamW, linear warm-up and decay.
 * @returns a training of one stage; `student()` gives the teacher
 */
export function createPretraining(settings: PretrainingSettings): Training {
  const { network, batches, schedule, seed, checkpoint, now } = settings;
  const names = [...network.shapes.keys()];
  return createLoop({
    phases: [
      {
        stage: { name: "pretraining", kind: "distillation", layer: -1, steps: schedule.steps },
        multipliers: new Map(names.map((name) => [name, 1])),
        learningRate: (step) => schedule.learningRate * warmupAndDecay(step, schedule.steps, schedule.warmupShare),
        inputs: async (step) => batchArrays(batches.batch(step)),
        loss: (parameters, batch: BatchTensors) => taskLoss(schedule.tasks, { network, parameters, batch, softLabels: null }),
      },
    ],
    initial: network.initialise(seed),
    networkNames: names,
    optimiser: optimisers.adamw,
    weightDecay: schedule.weightDecay,
    checkpoint,
    now,
  });
}
