/** What the benchmark view works on. It outlives the view: one may look at the results while networks are timed. */
import { signal, type ReadonlySignal } from "@preact/signals";
import type { Lab } from "../../lab/port.ts";
import { parse } from "../../study/parse.ts";
import type { Requirements } from "../../study/requirements.ts";
import { createQueue, type Queue, type QueuedSubject } from "./queue.ts";
import { benchmarkSchema, entryOf, sessionReferenceOf, withEntry, type Benchmark } from "./record.ts";

export type BenchmarkLab = Pick<Lab, "benchmark" | "cancelBenchmark">;

export interface BenchmarkSession {
  readonly queue: Queue;
  /** This device's; null before anything was timed. */
  readonly own: ReadonlySignal<Benchmark | null>;
  /** Another device's, opened from a link. */
  readonly beside: ReadonlySignal<Benchmark | null>;
  start(subjects: readonly QueuedSubject[], target: Requirements["target"]): Promise<void>;
  layBeside(other: Benchmark | null): void;
  /** Forgets this device's results. */
  clear(): void;
}

const storageKey = "autodistill.benchmark";

export interface SessionOptions {
  readonly lab: BenchmarkLab;
  /** Where results survive a reload. */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Milliseconds. */
  readonly now: () => number;
}

export function createBenchmarkSession({ lab, storage, now }: SessionOptions): BenchmarkSession {
  const own = signal(restored(storage));
  const beside = signal<Benchmark | null>(null);
  let target: Requirements["target"] | null = null;
  const keep = (benchmark: Benchmark) => {
    own.value = benchmark;
    try {
      storage.setItem(storageKey, JSON.stringify(benchmark));
    } catch {
      // Private windows and full disks refuse; the results then live as long as the page.
    }
  };
  /** What was found with batches of this size. */
  const keptFor = ({ batchSize, sequenceLength }: Requirements["target"]): Benchmark | null =>
    own.value?.batchSize === batchSize && own.value.sequenceLength === sequenceLength ? own.value : null;
  const queue = createQueue({
    now,
    time: (subject) => {
      if (target === null) throw new Error("a benchmark was timed before its target was set");
      const kept = keptFor(target);
      return lab.benchmark(subject, target, kept && sessionReferenceOf(kept));
    },
    cancel: () => lab.cancelBenchmark(),
    onResult(result) {
      if (target === null) return;
      const { batchSize, sequenceLength } = target;
      const { device } = result;
      const kept = keptFor(target);
      // Results of another device or another batch never stand in one column.
      const before: Benchmark = kept?.device.key === device.key ? kept : { version: 1, device, batchSize, sequenceLength, results: [] };
      keep(withEntry(before, entryOf(result)));
    },
  });
  return {
    queue,
    own,
    beside,
    async start(subjects, wanted) {
      if (queue.state.value !== null) return;
      target = wanted;
      await queue.start(subjects);
    },
    layBeside(other) {
      beside.value = other;
    },
    clear() {
      own.value = null;
      storage.removeItem(storageKey);
    },
  };
}

function restored(storage: SessionOptions["storage"]): Benchmark | null {
  try {
    const kept = storage.getItem(storageKey);
    return kept === null ? null : parse(benchmarkSchema, JSON.parse(kept), "the kept benchmark");
  } catch {
    // Written by an older version of the page, or not readable: nothing that cannot be timed again.
    return null;
  }
}

const sessions = new WeakMap<object, BenchmarkSession>();

/** The session of a lab, begun when first asked for. */
export function sessionOf(lab: BenchmarkLab): BenchmarkSession {
  const known = sessions.get(lab);
  if (known !== undefined) return known;
  const session = createBenchmarkSession({ lab, storage: window.localStorage, now: () => performance.now() });
  sessions.set(lab, session);
  return session;
}
