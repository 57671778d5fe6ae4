import type { Refused } from "../../base/errors.ts";
import { Unreachable } from "./unreachable.ts";

/** A break that a further try may mend. */
export class Broken extends Error {}

/** Tries in a row that bring nothing. */
const mostFailures = 5;
const firstPauseMs = 250;

export interface Attempts {
  /** Goes on from what has come. @throws Broken · Unreachable where the next try may bring more */
  attempt(): Promise<void>;
  receivedBytes(): number | Promise<number>;
  /** What is said in the end. */
  givenUp(receivedBytes: number): Refused;
  pause(milliseconds: number): Promise<void>;
  readonly signal: AbortSignal;
}

/** Tries until it has come, or until nothing more does. */
export async function persist({ attempt, receivedBytes, givenUp, pause, signal }: Attempts): Promise<void> {
  for (let failures = 0; ; ) {
    const before = await receivedBytes();
    try {
      return await attempt();
    } catch (thrown) {
      if (signal.aborted || !(thrown instanceof Broken || thrown instanceof Unreachable)) throw thrown;
      const after = await receivedBytes();
      failures = after > before ? 1 : failures + 1;
      if (failures >= mostFailures) throw givenUp(after);
      await pause(firstPauseMs * 2 ** failures);
    }
  }
}

/** A server that is busy may answer the next time. @throws Broken */
export function expectService({ status }: Response): void {
  if (status >= 500 || status === 429) throw new Broken(`HTTP ${status}`);
}

/** What broke on the way, told from what was wrong. */
export const brokenBy = (thrown: unknown, { aborted }: AbortSignal): unknown => (thrown instanceof TypeError && !aborted ? new Broken(thrown.message) : thrown);
