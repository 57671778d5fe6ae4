/**
 * Fine-tuning on a downstream task: all parameters, hard labels, AdamW with linear warm-up and decay (BERT, arXiv
 * 1810.04805, section 4.1).
 */
import type { NamedTensors } from "../base/tensors.ts";
import type { TaskArrays, TaskBatches } from "../data/task-batches.ts";
import type { TensorsOf } from "../engine/program.ts";
import type { TaskNetwork } from "../model/task-network.ts";
import type { DownstreamFacts } from "../study/downstream.ts";
import { createLoop } from "./loop.ts";
import { downstreamLosses } from "./losses/downstream.ts";
import { optimisers } from "./optimisers/index.ts";
import type { Training } from "./port.ts";
import { warmupAndDecay } from "./schedules.ts";

export interface FineTuningJob {
  readonly network: TaskNetwork;
  /** The pretrained parameters with a new head. */
  readonly initial: NamedTensors;
  readonly batches: TaskBatches;
  readonly predicts: DownstreamFacts["predicts"];
  readonly steps: number;
  readonly learningRate: number;
  /** Share of the steps in which the learning rate rises. */
  readonly warmupShare: number;
  readonly weightDecay: number;
  /** Milliseconds. */
  readonly now: () => number;
}

/** @returns a training of one stage; `student()` gives the network with its head */
export function createFineTuning({ network, initial, batches, predicts, steps, learningRate, warmupShare, weightDecay, now }: FineTuningJob): Training {
  const names = [...network.shapes.keys()];
  return createLoop({
    phases: [
      {
        stage: { name: "fine-tuning", kind: "distillation", layer: -1, steps },
        multipliers: new Map(names.map((name) => [name, 1])),
        learningRate: (step) => learningRate * warmupAndDecay(step, steps, warmupShare),
        inputs: async (step) => batches.batch(step),
        loss: (parameters, inputs: TensorsOf<TaskArrays>) => downstreamLosses[predicts](network.logits(parameters, inputs), inputs),
      },
    ],
    initial,
    networkNames: names,
    optimiser: optimisers.adamw,
    weightDecay,
    checkpoint: null,
    now,
  });
}
