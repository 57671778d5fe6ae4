/** What the engine takes from the GPU's memory, against the most that its tensors ever need at once. */
import { row, type Row } from "../../rows.ts";
import { compareTraining, type Measured } from "../compare.ts";
import { openNullDevices } from "../realms/processes.ts";
import type { Realm } from "../realms/realm.ts";
import { scales, trialStepsOf } from "../scale.ts";
import type { Effort, Group } from "./group.ts";

/** Of the peak of the tensors' bytes. */
const allocatedAtMost = 1.3;
/** A study's memory must not have grown from the first of these trials to the last. */
const watchedTrials = { from: 3, to: 50, quickTo: 5 } as const;

/** Bytes allocated after the last of many trials against those after the third. */
async function studyRow(realm: Realm, quick: boolean): Promise<Row> {
  const session = await realm.open({ subject: "our trial with outputs", scale: "tiny", counted: true });
  const { from, to, quickTo } = watchedTrials;
  const last = quick ? quickTo : to;
  let bytesEarly = 0;
  for (let trial = 1; trial <= last; trial++) {
    for (let step = 0; step < trialStepsOf(scales.tiny); step++) await session.run(0);
    if (trial === from) bytesEarly = (await session.read()).allocatedBytes;
  }
  const bytesLate = (await session.read()).allocatedBytes;
  await session.close();
  return row(`tiny student, bytes allocated after trial ${last}, after trial ${from}`, bytesLate, bytesEarly, "the same", bytesLate === bytesEarly);
}

async function memoryRows({ quick }: Effort): Promise<Row[]> {
  // Memory is taken alike on a device that computes nothing.
  const realm = openNullDevices();
  const scale = quick ? "tiny" : "student";
  try {
    const { ours, theirs } = await compareTraining(realm, "plain", { scale, counted: true }, { rounds: 3, budgetMs: 0 });
    const name = quick ? "tiny student" : "4-layer student";
    const factorRow = (what: string, aliveBytes: (measured: Measured) => number) => {
      const factor = (measured: Measured) => measured.allocatedBytes / aliveBytes(measured);
      const holds = factor(ours) <= allocatedAtMost;
      return row(`${name}, bytes allocated for a byte ${what}`, factor(ours), factor(theirs), `at most ${allocatedAtMost}`, holds);
    };
    return [
      factorRow("alive at the peak of a step", ({ peakTensorBytes }) => peakTensorBytes),
      factorRow("alive between steps", ({ liveBytes }) => liveBytes),
      await studyRow(realm, quick),
    ];
  } finally {
    await realm.close();
  }
}

export const memory: Group = { what: "GPU memory allocated against the peak that is alive", measure: memoryRows };
