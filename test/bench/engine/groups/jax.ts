/** The same student and step in jax-js, which compiles its kernels: the bar for an engine in JavaScript. */
import { row, type Row } from "../../rows.ts";
import { compareTraining } from "../compare.ts";
import { openChromium } from "../realms/chromium.ts";
import { openNullDevices } from "../realms/processes.ts";
import type { Effort, Group } from "./group.ts";

async function jaxRows({ quick }: Effort): Promise<Row[]> {
  const scale = quick ? "tiny" : "student";
  const name = quick ? "tiny student" : "4-layer student";
  const faster = (what: string, ours: number, theirs: number) => row(`${name}, ${what}: jax-js`, ours, theirs, "faster", ours < theirs);
  const onNothing = openNullDevices();
  const inChromium = await openChromium();
  try {
    const host = await compareTraining(onNothing, "jax", { scale, counted: false }, quick ? { rounds: 2, budgetMs: 100 } : { rounds: 5, budgetMs: 500 });
    const wall = await compareTraining(inChromium, "jax", { scale, counted: true }, quick ? { rounds: 2, budgetMs: 0 } : { rounds: 5, budgetMs: 1000 });
    return [
      faster("host ms a training step", host.ours.ms, host.theirs.ms),
      faster("wall ms a training step", wall.ours.ms, wall.theirs.ms),
      faster("dispatches a training step", wall.ours.dispatches, wall.theirs.dispatches),
    ];
  } finally {
    await onNothing.close();
    await inChromium.close();
  }
}

export const jax: Group = { what: "the same training step in jax-js, on the null device and in Chromium", measure: jaxRows };
