/** One subject in one realm (a process, a page), opened and ready to be repeated. */
import { openBackend } from "../../../src/engine/backend.ts";
import { engineMemory } from "../../../src/engine/memory.ts";
import * as tf from "../../../src/engine/tf.ts";
import { installGauge, type Counts } from "./gauge.ts";
import { scales, type Scale, type ScaleName } from "./scale.ts";
import { createJaxTraining } from "./subjects/jax.ts";
import { createOurForward, createOurTraining, createOurTrialWithOutputs, createOurTrialWithTeacher } from "./subjects/ours.ts";
import { createPlainForward, createPlainTraining } from "./subjects/plain.ts";
import type { Run, Subject } from "./subjects/subject.ts";

const subjects = {
  "our training": createOurTraining,
  "our forward": createOurForward,
  "our trial with outputs": createOurTrialWithOutputs,
  "our trial with teacher": createOurTrialWithTeacher,
  "plain training": createPlainTraining,
  "plain forward": createPlainForward,
  "jax training": createJaxTraining,
} satisfies Readonly<Record<string, (scale: Scale) => Promise<Subject>>>;
export type SubjectName = keyof typeof subjects;

/** What to open; JSON, as it crosses into another process or page. */
export interface Order {
  readonly subject: SubjectName;
  readonly scale: ScaleName;
  /** Counting costs a microsecond a call: where host time is what is measured, it is left out. */
  readonly counted: boolean;
}

export interface Reading extends Counts {
  /** The most bytes of tensors alive so far. */
  readonly peakTensorBytes: number;
  /** Bytes alive between steps, as the page shows them. */
  readonly liveBytes: number;
  readonly firstLoss: number | null;
}

export interface Session {
  /** Repeats for about so many milliseconds, at least once. */
  run(budgetMs: number): Promise<Run>;
  read(): Promise<Reading>;
}

/** Watches tfjs's count of the bytes of its tensors. @returns the most so far, whenever it is called */
function watchTensorBytes(): () => number {
  const { state } = tf.engine();
  let current = state.numBytes;
  let peak = current;
  Object.defineProperty(state, "numBytes", {
    get: () => current,
    set: (bytes: number) => {
      current = bytes;
      peak = Math.max(peak, bytes);
    },
  });
  return () => peak;
}

const uncounted: Counts = { dispatches: 0, boundBytes: 0, allocatedBytes: 0, peakBytes: 0 };

const startWebGpu = async () => void (await openBackend("webgpu", { gpu: navigator.gpu, isolated: false, wasmPaths: "" }));

/** Starts a backend, WebGPU by default, and opens the subject on it. The realm keeps both until its end. */
export async function openSession({ subject, scale, counted }: Order, start: () => Promise<void> = startWebGpu): Promise<Session> {
  const counts = counted ? installGauge() : () => uncounted;
  await start();
  const peakTensorBytes = watchTensorBytes();
  const opened = await subjects[subject](scales[scale]);
  return {
    run: (budgetMs) => opened.run(budgetMs),
    read: async () => ({ ...counts(), peakTensorBytes: peakTensorBytes(), liveBytes: engineMemory().liveBytes, firstLoss: opened.firstLoss() }),
  };
}
