const minuteMs = 60_000;

/**
 * Milliseconds that a worker may take to answer. Generous, for the two mistakes are not alike: waiting for a hung worker
 * costs minutes; ending one that is merely slow costs its trial, after three times for good.
 * @param slowestMs its slowest answer to the same method so far; null before the first
 */
export function allowedMs(method: string, slowestMs: number | null): number {
  switch (method) {
    case "advance":
    case "advanceFineTuning":
      // Takes half a second, or one step where that is longer. The first compiles kernels and runs the teacher; later
      // ones differ as one layer's transfer does from the distillation of all of them.
      return slowestMs === null ? 10 * minuteMs : Math.max(5 * minuteMs, 30 * slowestMs);
    case "evaluate":
    case "evaluatePretraining":
      // A thousand examples and some thirty timed passes, perhaps after another tab's.
      return 60 * minuteMs;
    case "benchmark":
      // The largest networks take hours on the slowest devices. The page foretells that, and the person can stop it.
      return Infinity;
    default:
      // Loading code and a teacher's gigabytes, compiling, a thousand architectures to choose from.
      return 10 * minuteMs;
  }
}
