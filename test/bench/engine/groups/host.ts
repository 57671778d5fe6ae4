/** Time of the host alone, on Dawn's null device: what JavaScript and the browser's own code cost, whatever the GPU. */
import { row, type Row } from "../../rows.ts";
import { compareForward, compareTraining } from "../compare.ts";
import { openNullDevices } from "../realms/processes.ts";
import type { Effort, Group } from "./group.ts";

const atMost = { trainingTime: 0.01, trainingDispatches: 0.15, forwardTime: 0.02 };

async function hostRows({ quick }: Effort): Promise<Row[]> {
  const realm = openNullDevices();
  const plan = quick ? { rounds: 2, budgetMs: 100 } : { rounds: 5, budgetMs: 500 };
  const [training, forward] = quick ? (["tiny", "tiny"] as const) : (["deep", "mobilebert"] as const);
  const [trainingName, forwardName] = quick ? ["tiny student", "tiny student"] : ["12-layer student", "24-layer MobileBERT"];
  try {
    const step = await compareTraining(realm, "plain", { scale: training, counted: false }, plan);
    const counts = await compareTraining(realm, "plain", { scale: training, counted: true }, { rounds: 1, budgetMs: 0 });
    const pass = await compareForward(realm, { scale: forward, counted: false }, plan);
    return [
      atMostRow(`${trainingName}, host ms a training step`, step.ours.ms, step.theirs.ms, atMost.trainingTime),
      atMostRow(`${trainingName}, dispatches a training step`, counts.ours.dispatches, counts.theirs.dispatches, atMost.trainingDispatches),
      atMostRow(`${forwardName}, host ms a forward pass`, pass.ours.ms, pass.theirs.ms, atMost.forwardTime),
    ];
  } finally {
    await realm.close();
  }
}

const atMostRow = (name: string, ours: number, baseline: number, share: number): Row =>
  row(name, ours, baseline, `at most ${100 * share} %`, ours <= share * baseline);

export const host: Group = { what: "host time and dispatches, on a device that does no work", measure: hostRows };
