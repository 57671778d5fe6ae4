import { Cancelled, Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import { downstreamFacts } from "../study/downstream.ts";
import type { PushedModel, PushTarget, PushWish } from "./hub/port.ts";
import type { StatusBoard } from "./status.ts";

/** Checks that a student's files can be had, and returns what makes them. */
export type Preparation = (signal: AbortSignal) => Promise<() => Promise<readonly NamedFile[]>>;

/** One push to a hub at a time; how far it is stands on the board. */
export function createPushing(board: StatusBoard) {
  let pushing: AbortController | null = null;
  return {
    async push(trial: number, { task }: PushWish, target: PushTarget, prepare: Preparation): Promise<PushedModel> {
      if (pushing !== null) throw new Refused("one student is pushed at a time: wait, or cancel the other one");
      pushing = new AbortController();
      const { signal } = pushing;
      try {
        const make = await prepare(signal);
        // Most people never need it.
        const { pushFiles } = await import("./hub/push.ts");
        const title = `Add the student of trial ${trial}${task === null ? "" : `, fine-tuned on ${downstreamFacts(task).label}`}`;
        return await pushFiles(make, target, title, (status) => board.change({ pushing: { ...status, task } }), signal);
      } catch (thrown) {
        throw signal.aborted ? new Cancelled("the student is no longer pushed") : thrown;
      } finally {
        pushing = null;
        board.change({ pushing: null });
      }
    },
    cancel: () => pushing?.abort(),
  };
}
