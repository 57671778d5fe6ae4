/** `npm run bench -- search`: runs, progress on stderr, tables on stdout, rows into a file. */
import { writeFileSync } from "node:fs";
import { median } from "../../../src/base/statistics.ts";
import { brief, rowTable, type Row } from "../rows.ts";
import { runJobs } from "./crew.ts";
import { earlyStoppingRows, earlyStoppingRuns } from "./early-stopping/rows.ts";
import { countedFromStart } from "./goals.ts";
import { isOurs } from "./methods.ts";
import { help, parseOptions, type Options } from "./options.ts";
import { problems } from "./problems/index.ts";
import { repeatsRows, repeatsRuns } from "./repeats.ts";
import { traceTable } from "./report.ts";
import { rowsOf } from "./rows.ts";
import { batchSpeed, crowdSpeed, speedsAfter } from "./speed.ts";
import type { Job, Trace } from "./trace.ts";
import { transferRows } from "./transfer.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);
const tell = (line: string) => void process.stderr.write(`${line}\n`);

/** Seeds outermost: whoever stops early has all problems, with fewer runs. */
const jobsOf = ({ seeds, firstSeed, methods, problems: names }: Options): Job[] =>
  Array.from({ length: seeds }, (_, index) =>
    names.flatMap((problem) =>
      methods
        .filter((method) => method !== "ours-alone" || countedFromStart.has(problem))
        .map((method) => ({ problem, method, seed: firstSeed + index })),
    ),
  ).flat();

/** About how long a job takes, in units of its own: models grow with trials. */
function weightOf({ problem, method }: Job): number {
  const { budget = 60, metrics = [] } = problems.find(({ name }) => name === problem) ?? {};
  return isOurs(method) ? budget ** 1.5 * metrics.length : 1;
}

function remaining(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}

async function runAll(options: Options): Promise<Trace[]> {
  const jobs = jobsOf(options);
  const total = jobs.reduce((sum, job) => sum + weightOf(job), 0);
  const traces: Trace[] = [];
  const started = performance.now();
  let done = 0;
  await runJobs(jobs, options.workers, (trace) => {
    traces.push(trace);
    done += weightOf(trace);
    const seconds = (performance.now() - started) / 1000;
    const reached = `${brief(trace.hypervolumes.at(-1) ?? 0)}, ${brief(median(trace.milliseconds))} ms a proposal`;
    const left = remaining((seconds * (total - done)) / done);
    tell(`${traces.length}/${jobs.length} ${trace.problem} ${trace.method} seed ${trace.seed}: ${reached} · ${left}`);
  });
  // Threads finish in any order.
  const order = new Map(jobs.map(({ problem, method }, index) => [`${problem} ${method}`, index]));
  const placeOf = ({ problem, method }: Trace) => order.get(`${problem} ${method}`) ?? 0;
  return traces.sort((a, b) => placeOf(a) - placeOf(b) || a.seed - b.seed);
}

/** What this process has used: other programs of a busy machine hardly lengthen it. */
function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The comparisons, after their tables. */
async function compare(options: Options): Promise<Row[]> {
  if (!options.comparisons) return [];
  const traces = await runAll(options);
  say(`${traceTable(traces)}\n`);
  const speeds = options.speedAfter.flatMap((trials) => {
    tell(`a proposal after ${trials} trials`);
    return speedsAfter(trials, processorMilliseconds);
  });
  if (options.batch !== null) tell(`${options.batch} proposals at once`);
  const batch = options.batch === null ? null : batchSpeed(options.batch, processorMilliseconds);
  if (options.crowd !== null) tell(`${options.crowd.workers} workers at a time`);
  const crowd = options.crowd && crowdSpeed(options.crowd, processorMilliseconds);
  const stopping = options.earlyStopping ? earlyStoppingRuns(options, tell) : [];
  return [...rowsOf(traces, { speeds, batch, crowd }), ...earlyStoppingRows(stopping)];
}

function study(options: Options): Row[] {
  const onRun = (what: string, hypervolumes: readonly number[]) => tell(`${what}: ${brief(hypervolumes.at(-1) ?? 0)}`);
  return [
    ...(options.transfer ? transferRows(options, onRun) : []),
    ...repeatsRows(options.repeats ? repeatsRuns(options, tell) : []),
  ];
}

export async function run(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options === null) return say(help);
  const rows = [...(await compare(options)), ...study(options)];
  say(rowTable(rows));
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
}
