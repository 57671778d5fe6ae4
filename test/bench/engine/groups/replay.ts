/** Whether replayed steps train what eager ones train, on the software adapter: small networks, every stage. */
import { openBundledPage } from "../../../browser/bundled-page.ts";
import { row, type Row } from "../../rows.ts";
import type { Effort, Group } from "./group.ts";

const tolerance = 1e-5;
const stages = ["transfer of layer 1", "transfer of layer 2", "distillation"];

async function replayRows({ quick }: Effort): Promise<Row[]> {
  const steps = quick ? 3 : 50;
  const { page, close } = await openBundledPage("capture-page");
  try {
    await page.waitForFunction(() => globalThis.captures !== undefined);
    await page.evaluate(async () => globalThis.captures?.open());
    const captured = await page.evaluate(async (count) => globalThis.captures?.losses(count), steps);
    const eager = await page.evaluate(async (count) => globalThis.captures?.eagerLosses(count), steps);
    if (captured?.length !== steps * stages.length || eager?.length !== captured.length) throw new Error("a loss is missing");
    const differences = eager.map((loss, i) => Math.abs((captured[i] ?? Infinity) - loss) / Math.abs(loss));
    return stages.map((stage, index) => {
      const largest = Math.max(...differences.slice(index * steps, (index + 1) * steps));
      const name = `${stage}, relative difference of ${steps} captured losses`;
      return row(name, largest, tolerance, `at most ${tolerance}`, largest <= tolerance);
    });
  } finally {
    await close();
  }
}

export const replay: Group = { what: "losses of captured steps against eager ones, in Chromium", measure: replayRows };
