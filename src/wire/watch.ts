/** How long a worker may be silent before it counts as hung. */
export interface Patience {
  /**
   * Milliseconds that a call may take; Infinity: as long as it likes.
   * @param slowestMs this worker's slowest answer to the same method so far; null before the first
   */
  allowedMs(method: string, slowestMs: number | null): number;
  /** Calls back every so many milliseconds; the result ends that. */
  every(milliseconds: number, tick: () => void): () => void;
}

/** Looks after the calls of one worker. */
export interface Watch {
  /** @returns to be called when the call is answered */
  begin(method: string): () => void;
  end(): void;
}

const tickMs = 1000;

/**
 * Time is counted in ticks, not read off a clock: while a computer sleeps or a browser freezes a tab the worker cannot
 * answer, and nothing ticks either.
 */
export function createWatch({ allowedMs, every }: Patience, onHang: (reason: string) => void): Watch {
  const calls = new Set<{ readonly method: string; waitedMs: number }>();
  const slowest = new Map<string, number>();
  let stopTicking: (() => void) | null = null;
  const end = () => {
    stopTicking?.();
    stopTicking = null;
    calls.clear();
  };
  const tick = () => {
    for (const call of calls) {
      call.waitedMs += tickMs;
      if (call.waitedMs <= allowedMs(call.method, slowest.get(call.method) ?? null)) continue;
      return onHang(`the worker hangs: silent for ${call.waitedMs / 1000} s`);
    }
  };
  return {
    begin(method) {
      const call = { method, waitedMs: 0 };
      calls.add(call);
      stopTicking ??= every(tickMs, tick);
      return () => {
        if (!calls.delete(call)) return;
        // The tick that was going on counts whole.
        slowest.set(method, Math.max(slowest.get(method) ?? 0, call.waitedMs + tickMs));
        if (calls.size === 0) end();
      };
    },
    end,
  };
}
