/**
 * Whether a latency's interval contains what the same network takes when it is timed again, in one session as on the
 * page: all at the pace that the device had at first.
 */
import { execFileSync } from "node:child_process";
import { median } from "../../../../src/base/statistics.ts";
import type { BenchmarkSubject, SessionReference } from "../../../../src/lab/port.ts";
import { defaultRequirements } from "../../../../src/study/requirements.ts";
import { launch } from "../../../tools/browser.ts";
import { startServer } from "../../../tools/serve.ts";
import { openLab } from "../../../tools/study/page.ts";
import { row, type Row } from "../../rows.ts";
import { scales } from "../scale.ts";
import type { Effort, Group } from "./group.ts";

const subject: BenchmarkSubject = {
  kind: "mobilebert",
  name: "4-layer student",
  architecture: scales.student.architecture,
  template: defaultRequirements.template,
};
const target = { ...defaultRequirements.target, backend: "wasm" } as const;

async function intervalRows({ quick, tell }: Effort): Promise<Row[]> {
  const repetitions = quick ? 3 : 10;
  const least = quick ? 2 : 9;
  // The page's own code in its own worker.
  execFileSync("npm", ["run", "--silent", "build"]);
  const server = await startServer();
  const browser = await launch();
  try {
    const lab = await openLab(await browser.context.newPage(), server.url);
    const intervals = [];
    let session: SessionReference | null = null;
    for (let i = 0; i < repetitions; i++) {
      const { latencyMs, timing, device } = await lab.benchmark(subject, target, session);
      session ??= { deviceKey: device.key, milliseconds: timing.referenceMs };
      const pace = timing.referenceMs / session.milliseconds;
      tell(
        `${i + 1}: ${latencyMs.value.toPrecision(3)} ms [${latencyMs.low.toPrecision(3)}, ${latencyMs.high.toPrecision(3)}]` +
          `, the reference took ${pace.toFixed(2)} of its first time`,
      );
      intervals.push(latencyMs);
    }
    const common = median(intervals.map(({ value }) => value));
    const containing = intervals.filter(({ low, high }) => low <= common && common <= high).length;
    const name = `${subject.name} on wasm, intervals that contain the median of all`;
    return [row(name, containing, repetitions, `at least ${least} of ${repetitions}`, containing >= least)];
  } finally {
    await browser.close();
    await server.close();
  }
}

export const intervals: Group = { what: "one network timed again and again in Chromium", measure: intervalRows };
