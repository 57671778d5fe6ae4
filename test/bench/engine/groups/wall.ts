/** Time by the wall clock and memory traffic, in Chromium on the software adapter. */
import { row, type Row } from "../../rows.ts";
import { compareForward, compareTraining } from "../compare.ts";
import { openChromium } from "../realms/chromium.ts";
import type { Effort, Group } from "./group.ts";

const timesFaster = 3;
const bytesAtMost = 0.4;

async function wallRows({ quick }: Effort): Promise<Row[]> {
  const realm = await openChromium();
  const scale = quick ? "tiny" : "student";
  const name = quick ? "tiny student" : "4-layer student";
  const plan = quick ? { rounds: 2, budgetMs: 0 } : { rounds: 5, budgetMs: 1000 };
  try {
    const step = await compareTraining(realm, "plain", { scale, counted: true }, plan);
    const pass = await compareForward(realm, { scale, counted: true }, plan);
    const faster = (what: string, ours: number, plain: number) =>
      row(`${name}, wall ms a ${what}`, ours, plain, `${timesFaster}× faster`, timesFaster * ours <= plain);
    const { boundBytes: ours } = step.ours;
    const { boundBytes: plain } = step.theirs;
    return [
      faster("training step", step.ours.ms, step.theirs.ms),
      faster("forward pass", pass.ours.ms, pass.theirs.ms),
      row(`${name}, MB bound in a training step`, ours / 1e6, plain / 1e6, `at most ${100 * bytesAtMost} %`, ours <= bytesAtMost * plain),
    ];
  } finally {
    await realm.close();
  }
}

export const wall: Group = { what: "wall time and memory traffic, in Chromium on the software adapter", measure: wallRows };
