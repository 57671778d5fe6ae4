/** This project's own training and forward pass, by the code that the page runs. */
import type { TeacherCache, Training } from "../../../../src/distill/port.ts";
import { createDistillation } from "../../../../src/distill/training.ts";
import { webgpuBackend } from "../../../../src/engine/webgpu.ts";
import { createForwardPass } from "../../../../src/evaluate/forward-pass.ts";
import { createMobileBert } from "../../../../src/model/mobilebert.ts";
import { toTensors } from "../../../../src/model/parameters.ts";
import { batchesOf, largeTeacherOf, lessonsOf, schedule, studentConfig, studentSeed, teacherOf, teacherSeed, templateOf, trialSchedule } from "../material.ts";
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
      for (;;) {
        const { points, stepsTaken, elapsedMs } = await training.advance(budgetMs);
        firstLoss ??= points[0]?.loss ?? null;
        // Without a step, its pipelines are still being compiled.
        if (stepsTaken > 0) return { repetitions: stepsTaken, elapsedMs };
      }
    },
    firstLoss: () => firstLoss,
  };
}

/** How many times the student's floating-point operations the teacher of a trial takes. */
const teacherFactor = 4;

/** A step of a student's training through all stages a run; after the last one the next training begins. */
async function createOurTrial(scale: Scale, cache: TeacherCache): Promise<Subject> {
  const student = createMobileBert(studentConfig(scale));
  const teacher = largeTeacherOf(scale, teacherFactor);
  const parameters = toTensors(teacher.initialise(teacherSeed));
  const { batch } = lessonsOf(scale);
  const begin = () =>
    createDistillation({
      recipe: { architecture: scale.architecture, template: templateOf(scale), schedule: trialSchedule, kind: "regular", tasks: ["mlm", "nsp"], seed: 1 },
      student,
      teacher: { network: teacher, parameters },
      // Each batch comes once in a stage, as in a study.
      batches: { count: trialSchedule.distillationSteps, batch },
      cache,
      cacheKey: "bench",
      initial: student.initialise(studentSeed),
      checkpoint: null,
      now: () => performance.now(),
    });
  let training: Training | null = null;
  return {
    async run() {
      const startedMs = performance.now();
      const current = (training ??= await begin());
      for (;;) {
        const { stepsTaken, done } = await current.advance(0);
        if (done) {
          current.dispose();
          training = null;
        }
        if (stepsTaken === 0) continue;
        // The teacher's work for the next step is this training's, not that of whoever is measured next.
        await webgpuBackend()?.queue.onSubmittedWorkDone();
        return { repetitions: stepsTaken, elapsedMs: performance.now() - startedMs };
      }
    },
    firstLoss: () => null,
  };
}

const noRoom: TeacherCache = { read: async () => undefined, write: async () => false };

export const createOurTrialWithOutputs = (scale: Scale): Promise<Subject> => createOurTrial(scale, cacheInMemory());
export const createOurTrialWithTeacher = (scale: Scale): Promise<Subject> => createOurTrial(scale, noRoom);

export async function createOurForward(scale: Scale): Promise<Subject> {
  const network = createMobileBert(studentConfig(scale));
  const pass = await createForwardPass(network, toTensors(network.initialise(studentSeed)), scale);
  return { run: (budgetMs) => repeat(budgetMs, () => pass.run(), () => pass.settle()), firstLoss: () => null };
}
