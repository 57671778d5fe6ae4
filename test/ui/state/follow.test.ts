import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../src/lab/port.ts";
import { follow, redrawMs } from "../../../src/ui/state/follow.ts";

const at = (revision: number): Snapshot => ({ revision, device: null, run: null, studyRevision: 0, pretraining: null, fineTuning: null, fetching: null, pushing: null, failure: null });

/** Answers in turn, then aborts. */
function script(answers: readonly (Snapshot | Error)[]) {
  const ending = new AbortController();
  const asked: number[] = [];
  const seen: number[] = [];
  const lost: string[] = [];
  const slept: number[] = [];
  const lab = {
    async snapshot(after: number) {
      asked.push(after);
      const answer = answers[asked.length - 1];
      if (answer === undefined) {
        ending.abort();
        return at(99);
      }
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const follower = {
    onSnapshot: ({ revision }: Snapshot) => void seen.push(revision),
    onLost: (thrown: unknown) => void lost.push(String(thrown)),
    sleep: async (ms: number) => void slept.push(ms),
  };
  return { done: follow(lab, follower, ending.signal), asked, seen, lost, slept };
}

describe("follow", () => {
  it("asks for what is newer than what it has, and tells nothing twice", async () => {
    const run = script([at(1), at(1), at(4)]);
    await run.done;
    expect(run.asked).toEqual([-1, 1, 1, 4]);
    expect(run.seen).toEqual([1, 4]);
  });

  it("pauses after each answer, so that nothing is drawn more than ten times a second", async () => {
    const run = script([at(1), at(2)]);
    await run.done;
    expect(run.slept).toEqual([redrawMs, redrawMs]);
    expect(redrawMs).toBeGreaterThanOrEqual(100);
  });

  it("says that the lab is lost and goes on", async () => {
    const run = script([at(1), new Error("worker died"), at(2)]);
    await run.done;
    expect(run.lost).toEqual(["Error: worker died"]);
    expect(run.seen).toEqual([1, 2]);
  });

  it("tells nothing after the end", async () => {
    const run = script([]);
    await run.done;
    expect(run.seen).toEqual([]);
  });
});
