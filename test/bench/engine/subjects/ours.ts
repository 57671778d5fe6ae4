/** This project's own training and forward pass, by the code that the page runs. */
import type { TeacherCache } from "../../../../src/distill/port.ts";
import { createDistillation } from "../../../../src/distill/training.ts";
import { createForwardPass } from "../../../../src/evaluate/forward-pass.ts";
import { createMobileBert } from "../../../../src/model/mobilebert.ts";
import { toTensors } from "../../../../src/model/parameters.ts";
import { batchesOf, schedule, studentConfig, studentSeed, teacherOf, teacherSeed, templateOf } from "../material.ts";
import type { Scale } from "../scale.ts";
import { repeat, type Subject } from "./subject.ts";

function cacheInMemory(): TeacherCache {
  const entries = new Map<string, ArrayBuffer>();
  return {
    read: async (key) => entries.get(key)?.slice(0),
    write: async (key, bytes) => Boolean(entries.set(key, bytes)),
  };
}

/** Pretraining distillation of the whole student. */
export async function createOurTraining(scale: Scale): Promise<Subject> {
  const student = createMobileBert(studentConfig(scale));
  const teacher = teacherOf(scale);
  const training = await createDistillation({
    recipe: { architecture: scale.architecture, template: templateOf(scale), schedule, kind: "regular", tasks: ["mlm", "nsp"], seed: 1 },
    student,
    teacher: { network: teacher, parameters: toTensors(teacher.initialise(teacherSeed)) },
    batches: batchesOf(scale),
    cache: cacheInMemory(),
    cacheKey: "bench",
    initial: student.initialise(studentSeed),
    checkpoint: null,
    now: () => performance.now(),
  });
  let firstLoss: number | null = null;
  return {
    async run(budgetMs) {
      const { points, stepsTaken, elapsedMs } = await training.advance(budgetMs);
      firstLoss ??= points[0]?.loss ?? null;
      return { repetitions: stepsTaken, elapsedMs };
    },
    firstLoss: () => firstLoss,
  };
}

export async function createOurForward(scale: Scale): Promise<Subject> {
  const network = createMobileBert(studentConfig(scale));
  const pass = await createForwardPass(network, toTensors(network.initialise(studentSeed)), scale);
  return { run: (budgetMs) => repeat(budgetMs, () => pass.run(), () => pass.settle()), firstLoss: () => null };
}
