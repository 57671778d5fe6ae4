import type { RunStatus, Snapshot } from "./port.ts";

/** The board that everything running writes to and the page reads from, by pulling. */
export interface StatusBoard {
  readonly current: Snapshot;
  change(part: Partial<Omit<Snapshot, "revision">>): void;
  /** Changes the running study's status; nothing happens when none runs. */
  changeRun(part: Partial<RunStatus>): void;
  studyChanged(): void;
  /** Resolves when the revision is newer than `after`, or after `waitMs`. */
  newerThan(after: number, waitMs: number): Promise<Snapshot>;
}

export function createStatusBoard(): StatusBoard {
  let current: Snapshot = {
    revision: 1,
    device: null,
    run: null,
    studyRevision: 0,
    pretraining: null,
    fineTuning: null,
    fetching: null,
    pushing: null,
    failure: null,
  };
  const waiting = new Set<() => void>();

  const change: StatusBoard["change"] = (part) => {
    current = { ...current, ...part, revision: current.revision + 1 };
    for (const wake of [...waiting]) wake();
  };

  return {
    get current() {
      return current;
    },
    change,
    changeRun(part) {
      if (current.run) change({ run: { ...current.run, ...part } });
    },
    studyChanged: () => change({ studyRevision: current.studyRevision + 1 }),
    newerThan(after, waitMs) {
      if (current.revision > after) return Promise.resolve(current);
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve(current);
        };
        const timer = setTimeout(wake, waitMs);
        waiting.add(wake);
      });
    },
  };
}
