import type { Lab, Snapshot } from "../../lab/port.ts";

/** The page redraws at most ten times a second. */
export const redrawMs = 100;
const longPollMs = 5000;
const retryMs = 1000;

export interface Follower {
  readonly onSnapshot: (snapshot: Snapshot) => void;
  /** The lab did not answer; following goes on, for a worker may come back. */
  readonly onLost: (thrown: unknown) => void;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Pulls snapshots until `signal` aborts. Pulled, not pushed: a slow page is never flooded by a fast worker. */
export async function follow(lab: Pick<Lab, "snapshot">, follower: Follower, signal: AbortSignal): Promise<void> {
  let revision = -1;
  while (!signal.aborted) {
    try {
      const snapshot = await lab.snapshot(revision, longPollMs);
      if (signal.aborted) return;
      if (snapshot.revision !== revision) follower.onSnapshot(snapshot);
      revision = snapshot.revision;
      await follower.sleep(redrawMs);
    } catch (thrown) {
      follower.onLost(thrown);
      await follower.sleep(retryMs);
    }
  }
}
