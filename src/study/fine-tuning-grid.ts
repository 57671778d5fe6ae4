import { deriveSeed } from "../base/random.ts";
import { downstreamNames, type DownstreamName } from "./downstream.ts";
import type { FineTuning, GridPlace } from "./fine-tuning.ts";

/** All runs that the tasks' scores take, in a fixed order; a task's seeds are the same whatever else is fine-tuned. */
export function gridOf(tasks: readonly DownstreamName[], { learningRates, seeds }: FineTuning, seed: number): readonly GridPlace[] {
  return downstreamNames
    .filter((task) => tasks.includes(task))
    .flatMap((task) =>
      Array.from({ length: seeds }, (_, run) => deriveSeed(seed, "fine-tuning", task, run)).flatMap((each) =>
        learningRates.map((learningRate) => ({ task, learningRate, seed: each })),
      ),
    );
}

export const samePlace = (a: GridPlace, b: GridPlace): boolean => a.task === b.task && a.learningRate === b.learningRate && a.seed === b.seed;
