/** A clock that ticks when it is told to. */
export function createTicker() {
  const ticking = new Set<{ readonly everyMs: number; readonly tick: () => void }>();
  return {
    every(everyMs: number, tick: () => void): () => void {
      const each = { everyMs, tick };
      ticking.add(each);
      return () => ticking.delete(each);
    },
    pass(milliseconds: number): void {
      for (const each of [...ticking]) {
        for (let passed = each.everyMs; passed <= milliseconds && ticking.has(each); passed += each.everyMs) each.tick();
      }
    },
    /** Whether anybody listens. */
    get heard(): boolean {
      return ticking.size > 0;
    },
  };
}
