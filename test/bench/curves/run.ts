/** `npm run bench -- curves`: how early the loss of real students tells which of them will be the better ones. */
import "../../tools/tfjs-in-node.ts";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { lossBefore } from "../../../src/search/fidelity/outlook.ts";
import { defaultRequirements } from "../../../src/study/requirements.ts";
import { kendallTau } from "../kendall-tau.ts";
import type { DistilledStudent } from "./students.ts";

const shares = [0.05, 0.1, 0.2, 0.35, 0.5, 1];

/** How losses before a share of the distillation order students by an accuracy in the end; 1: as it does itself. */
function tauAt(share: number, students: readonly DistilledStudent[], metric: "mlmAccuracy" | "nspAccuracy"): number {
  const losses = students.map((student) => -(lossBefore(share, student, { requirements: defaultRequirements }) ?? Number.NaN));
  return kendallTau(losses, students.map(({ metrics }) => metrics[metric]?.value ?? Number.NaN));
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { students: { type: "string", default: "12" }, seed: { type: "string", default: "1" }, json: { type: "string" } },
  });
  const { distilledStudents } = await import("./students.ts");
  const students: DistilledStudent[] = [];
  for await (const student of distilledStudents(Number(values.students), Number(values.seed))) {
    students.push(student);
    const { mlmAccuracy, nspAccuracy } = student.metrics;
    const accuracies = [mlmAccuracy, nspAccuracy].map((estimate) => estimate?.value.toFixed(3)).join(", NSP ");
    process.stderr.write(`${students.length}: MLM ${accuracies}\n`);
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(students)}\n`);
  }
  process.stdout.write(`share of distillation  τ with MLM accuracy  with NSP accuracy\n`);
  for (const share of shares) {
    const taus = (["mlmAccuracy", "nspAccuracy"] as const).map((metric) => tauAt(share, students, metric).toFixed(2).padStart(19));
    process.stdout.write(`${`${100 * share} %`.padStart(21)}${taus.join("")}\n`);
  }
}
