/** Networks timed one after another, small to large; a long one is asked about before it starts. */
import { signal, type ReadonlySignal } from "@preact/signals";
import { Cancelled, messageOf, Refused } from "../../base/errors.ts";
import type { BenchmarkResult, BenchmarkSubject } from "../../lab/port.ts";

/** A network with the work of one forward pass, by which times are foretold. */
export interface QueuedSubject {
  readonly subject: BenchmarkSubject;
  readonly flops: number;
}

export interface QueueState {
  readonly done: number;
  readonly total: number;
  readonly running: QueuedSubject | null;
  /** Asked before a network that would take long; `answer` goes on. */
  readonly question: { readonly next: QueuedSubject; readonly seconds: number } | null;
  /** Of all that is left, once one network was timed. */
  readonly etaSeconds: number | null;
  readonly stopping: boolean;
}

/** How far a start came that was ended before its end. */
export interface QueueStopped {
  readonly timed: number;
  readonly total: number;
}

export interface QueueFailure {
  readonly name: string;
  readonly message: string;
}

export interface QueueOptions {
  readonly time: (subject: BenchmarkSubject) => Promise<BenchmarkResult>;
  /** Makes the `time` that is going on throw Cancelled. */
  readonly cancel: () => Promise<void>;
  readonly onResult: (result: BenchmarkResult) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface Queue {
  /** null: nothing is being timed. */
  readonly state: ReadonlySignal<QueueState | null>;
  /** Of the last start. */
  readonly failures: ReadonlySignal<readonly QueueFailure[]>;
  /** Of the last start; null while it goes on, and where it went to its end. */
  readonly stopped: ReadonlySignal<QueueStopped | null>;
  /** Resolves when all are timed, skipped or given up. Does nothing while another is going on. */
  start(subjects: readonly QueuedSubject[]): Promise<void>;
  answer(goAhead: boolean): void;
  /** A network being timed is finished first. */
  stop(): void;
  /** Stops at once: what was timed stays, the network being timed is given up, for half a measurement is none. */
  cancel(): Promise<void>;
}

/** A network that takes longer than this is asked about. */
export const longSeconds = 60;

/** A session of a slow network takes this many passes: warming up, eight pairs, and again where the device drifts. */
const passesOfSlow = 24;
/** A quicker pass is repeated to fill a fixed time, so that sessions of quick networks take equally long. */
const slowPassSeconds = 0.1;

/** One network timed, for foretelling the others. */
export interface TimedSubject {
  readonly flops: number;
  /** Of the whole session. */
  readonly seconds: number;
  readonly latencyMs: number;
}

/**
 * Seconds a network's session will take, from the largest network timed before it; null before any. A pass is taken to
 * grow with the work, which errs on the long side: small networks are bound by what surrounds it.
 */
export function foretold(timed: readonly TimedSubject[], flops: number): number | null {
  const largest = timed.reduce<TimedSubject | null>((most, one) => (most === null || one.flops > most.flops ? one : most), null);
  if (largest === null) return null;
  const passSeconds = (latencyMs: number) => Math.max(slowPassSeconds, latencyMs / 1000);
  const grown = largest.latencyMs * Math.max(1, flops / largest.flops);
  return largest.seconds + passesOfSlow * (passSeconds(grown) - passSeconds(largest.latencyMs));
}

export function createQueue({ time, cancel, onResult, now }: QueueOptions): Queue {
  const state = signal<QueueState | null>(null);
  const failures = signal<readonly QueueFailure[]>([]);
  const stopped = signal<QueueStopped | null>(null);
  let answerOf: ((goAhead: boolean) => void) | null = null;
  const change = (part: Partial<QueueState>) => {
    if (state.value !== null) state.value = { ...state.value, ...part };
  };

  const stop = () => {
    change({ stopping: true });
    answerOf?.(false);
    answerOf = null;
  };

  return {
    state,
    failures,
    stopped,
    async start(subjects) {
      if (state.value !== null) return;
      const ordered = [...subjects].sort((one, other) => one.flops - other.flops);
      const timed: TimedSubject[] = [];
      failures.value = [];
      stopped.value = null;
      state.value = { done: 0, total: ordered.length, running: null, question: null, etaSeconds: null, stopping: false };
      for (const [index, next] of ordered.entries()) {
        if (state.value?.stopping === true) break;
        const seconds = foretold(timed, next.flops);
        const left = ordered.slice(index).reduce((sum, { flops }) => sum + (foretold(timed, flops) ?? 0), 0);
        change({ done: index, running: null, etaSeconds: seconds === null ? null : left });
        if (seconds !== null && seconds > longSeconds) {
          const goAhead = new Promise<boolean>((resolve) => (answerOf = resolve));
          change({ question: { next, seconds } });
          const go = await goAhead;
          change({ question: null });
          if (!go) continue;
        }
        change({ running: next });
        const began = now();
        try {
          const result = await time(next.subject);
          timed.push({ flops: next.flops, seconds: (now() - began) / 1000, latencyMs: result.latencyMs.value });
          onResult(result);
        } catch (thrown) {
          if (thrown instanceof Cancelled) break;
          failures.value = [...failures.value, { name: next.subject.name, message: messageOf(thrown) }];
          // Something else has the device: the others would be refused as well.
          if (thrown instanceof Refused) break;
        }
      }
      if (state.value?.stopping === true && timed.length < ordered.length) {
        stopped.value = { timed: timed.length, total: ordered.length };
      }
      state.value = null;
    },
    answer(goAhead) {
      answerOf?.(goAhead);
      answerOf = null;
    },
    stop,
    async cancel() {
      const going = (state.value?.running ?? null) !== null;
      stop();
      if (going) await cancel();
    },
  };
}
