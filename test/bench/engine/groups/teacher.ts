/** What a trial saves when the teacher's outputs are kept, in Chromium on the software adapter. */
import { row, type Row } from "../../rows.ts";
import { compareTrials } from "../compare.ts";
import { openChromium } from "../realms/chromium.ts";
import type { Effort, Group } from "./group.ts";

const atMost = 0.4;

async function teacherRows({ quick }: Effort): Promise<Row[]> {
  const realm = await openChromium();
  const scale = quick ? "tiny" : "trial";
  try {
    const { withOutputs, withTeacher } = await compareTrials(realm, { scale, counted: false }, quick ? 1 : 2);
    const name = `${quick ? "tiny" : "4-layer"} student, ms a trial: the teacher, 4 times as large, runs in each`;
    return [row(name, withOutputs, withTeacher, `at most ${100 * atMost} %`, withOutputs <= atMost * withTeacher)];
  } finally {
    await realm.close();
  }
}

export const teacher: Group = { what: "a trial with the teacher's outputs kept, in Chromium", measure: teacherRows };
