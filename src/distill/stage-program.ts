/** The program of the stage that trains at present: it may take a while until it is there. */
import type { Compilation } from "../engine/pipelines.ts";
import type { Inputs, Program } from "../engine/program.ts";

/** How long at least an unfinished program is waited for: asking again at once would keep the thread busy. */
const leastWaitMs = 50;
/** A timer's longest time. */
const mostWaitMs = 2 ** 31 - 1;

/** Makes the program of a stage, once the one before is gone. */
type Make<I extends Inputs> = (report: (state: Compilation) => void) => Promise<Program<I>>;

export interface StageProgram<I extends Inputs> {
  /** The program of a stage, or null if it is not there within the time; then ask again. @throws whatever making it throws */
  within(waitMs: number, stage: number, make: Make<I>): Promise<Program<I> | null>;
  /** Of the pipelines that are being compiled; null when none are. */
  readonly compilation: Compilation | null;
  dispose(): void;
}

export function createStageProgram<I extends Inputs>(): StageProgram<I> {
  let stage = -1;
  let making: Promise<Program<I>> | undefined;
  let program: Program<I> | undefined;
  let compilation: Compilation | null = null;

  function dispose(): void {
    // One that is still being made goes as soon as it is there.
    if (program === undefined) void making?.then((late) => late.dispose(), () => undefined);
    program?.dispose();
    program = making = undefined;
    compilation = null;
  }

  return {
    async within(waitMs, wanted, make) {
      if (stage !== wanted || making === undefined) {
        dispose();
        stage = wanted;
        making = make((state) => void (compilation = state));
      }
      program ??= (await soon(making, waitMs)) ?? undefined;
      if (program !== undefined) compilation = null;
      return program ?? null;
    },
    get compilation() {
      return compilation;
    },
    dispose,
  };
}

/** What a promise gives, or null if that takes too long. */
async function soon<T>(promise: Promise<T>, waitMs: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.min(mostWaitMs, Math.max(leastWaitMs, waitMs)));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
