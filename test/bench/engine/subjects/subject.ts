/** What is measured: a training or a forward pass that can be repeated, whoever computes it. */

/** Repetitions of one run, and the milliseconds of all. */
export interface Run {
  readonly repetitions: number;
  readonly elapsedMs: number;
}

export const msARepetition = ({ repetitions, elapsedMs }: Run) => elapsedMs / repetitions;

export interface Subject {
  /** Repeats for about so many milliseconds, at least once, until the device has done it all. */
  run(budgetMs: number): Promise<Run>;
  /** Of the first step; null of a forward pass. */
  readonly firstLoss: () => number | null;
}

/** Repeats a forward pass; the device may be behind until the end. */
export async function repeat(budgetMs: number, pass: () => void, settle: () => Promise<unknown>): Promise<Run> {
  const startedMs = performance.now();
  let repetitions = 0;
  do {
    // Some at a time, so that the time of waiting is seen before the budget is long over.
    for (let i = 0; i < 4; i++) pass();
    repetitions += 4;
    await settle();
  } while (performance.now() - startedMs < budgetMs);
  return { repetitions, elapsedMs: performance.now() - startedMs };
}
