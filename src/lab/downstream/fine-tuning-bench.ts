/** The workbench's part of fine-tuning: the examples of one task, and one run at a time. */
import type { NamedTensors } from "../../base/tensors.ts";
import type { NetworkConfig } from "../../model/load.ts";
import { fineTune, type FineTuned, type FineTuneProgress } from "./fine-tune.ts";
import type { FineTuneSubject, Workbench } from "../port.ts";
import type { PreparedTask } from "./prepare-task.ts";
import { readTeacher } from "../read-teacher.ts";

export interface Pretrained {
  readonly config: NetworkConfig;
  readonly tensors: NamedTensors;
}

export type FineTuningBench = Pick<Workbench, "prepareTask" | "beginFineTuning" | "advanceFineTuning" | "fineTuned">;

/** @param studentInTraining gives it as far as it is trained */
export function createFineTuningBench(studentInTraining: () => Promise<Pretrained>, now: () => number): FineTuningBench {
  let prepared: PreparedTask | null = null;
  let running: AsyncGenerator<FineTuneProgress, FineTuned> | null = null;
  let last: FineTuneProgress = { phase: "training", step: 0, steps: 0, loss: null };
  let ended: FineTuned | null = null;

  async function pretrainedOf(subject: FineTuneSubject): Promise<Pretrained> {
    if (subject.kind === "student") return studentInTraining();
    return subject.kind === "files" ? readTeacher(subject.files) : subject;
  }

  return {
    async prepareTask(task) {
      prepared = task;
    },
    async beginFineTuning(subject, settings, place) {
      if (prepared === null) throw new Error("prepareTask has to be called first");
      await running?.return({} as FineTuned); // nobody reads what a run that is given up returns
      const { config, tensors } = await pretrainedOf(subject);
      ended = null;
      running = fineTune({ config, pretrained: tensors, prepared, settings, ...place, now });
    },
    async advanceFineTuning(budgetMs) {
      if (running === null) throw new Error("beginFineTuning has to be called first");
      const startedAt = now();
      do {
        const { done, value } = await running.next();
        if (done) {
          ended = value;
          running = null;
          return { ...last, run: ended.run };
        }
        last = value;
      } while (now() - startedAt < budgetMs);
      return { ...last, run: null };
    },
    async fineTuned() {
      if (ended === null) throw new Error("no run has come to its end");
      return ended.tensors;
    },
  };
}
