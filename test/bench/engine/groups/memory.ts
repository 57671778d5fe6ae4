/** What the engine takes from the GPU's memory, against the most that its tensors ever need at once. */
import { row, type Row } from "../../rows.ts";
import { compareTraining, type Measured } from "../compare.ts";
import { openNullDevices } from "../realms/processes.ts";
import type { Effort, Group } from "./group.ts";

/** Of the peak of the tensors' bytes. */
const allocatedAtMost = 1.3;

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
    ];
  } finally {
    await realm.close();
  }
}

export const memory: Group = { what: "GPU memory allocated against the peak that is alive", measure: memoryRows };
