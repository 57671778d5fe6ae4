/** Milliseconds since any moment; monotonic. `performance` is one. */
export interface Clock {
  now(): number;
}

/** Steps of the clock that are watched; enough for one of them to be a single quantum even where the browser jitters. */
const watchedSteps = 8;
/** Reads after which a clock that stands still is given up on. */
const mostReads = 4_000_000;

/**
 * The clock's step, found by reading it until it has moved a few times: browsers round to 5 µs, 65.536 µs, 100 µs or
 * 1 ms, and say nothing about it. Reading is far quicker than any of these, so the smallest move is one step; on a finer
 * clock it is the time of one reading, which is just as good a bound on what can be told apart.
 * @returns milliseconds; 0 of a clock that stands still
 */
export function clockQuantumMs(clock: Clock): number {
  let smallest = Number.POSITIVE_INFINITY;
  let previous = clock.now();
  for (let steps = 0, reads = 0; steps < watchedSteps && reads < mostReads; reads++) {
    const now = clock.now();
    if (now === previous) continue;
    smallest = Math.min(smallest, now - previous);
    previous = now;
    steps++;
  }
  return Number.isFinite(smallest) ? smallest : 0;
}
