/** A training step where there is no GPU: on WebAssembly, one thread, in Node. */
import { row, type Row } from "../../rows.ts";
import { compareTraining } from "../compare.ts";
import { openWasm } from "../realms/processes.ts";
import type { Effort, Group } from "./group.ts";

const timesFaster = 2;

async function wasmRows({ quick }: Effort): Promise<Row[]> {
  const realm = openWasm();
  const [scale, name] = quick ? (["tiny", "tiny student"] as const) : (["student", "4-layer student"] as const);
  const plan = quick ? { rounds: 2, budgetMs: 100 } : { rounds: 5, budgetMs: 1000 };
  try {
    const { ours, theirs } = await compareTraining(realm, "plain", { scale, counted: false }, plan);
    return [row(`${name}, wasm ms a training step`, ours.ms, theirs.ms, `${timesFaster}× faster`, timesFaster * ours.ms <= theirs.ms)];
  } finally {
    await realm.close();
  }
}

export const wasm: Group = { what: "time of a training step on WebAssembly", measure: wasmRows };
