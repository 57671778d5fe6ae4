/** What the runs amount to: medians against what to beat. */
import { median } from "../../../src/base/statistics.ts";
import { row, type Row } from "../rows.ts";
import { goals, nearMiss, nearMisses, trialsToReach } from "./goals.ts";
import { isOurs, type MethodName } from "./methods.ts";
import { problems } from "./problems/index.ts";
import { studentNas2, studentNasNoisy } from "./problems/student-nas.ts";
import { students576 } from "./problems/students-576.ts";
import type { BatchSpeed, CrowdSpeed, Speed } from "./speed.ts";
import type { Trace } from "./trace.ts";

/** Of the hypervolume without noise. */
const leastShare = 0.97;
const frontShare = 0.95;
/** Milliseconds a proposal may take after so many trials. */
const speedLimits: Readonly<Record<number, number>> = { 100: 300, 1000: 5000 };

const hypervolumesAt = (traces: readonly Trace[], trials: number) =>
  traces.map(({ hypervolumes }) => hypervolumes[trials - 1] ?? hypervolumes.at(-1) ?? 0);

/** The first trial after which so much hypervolume is reached; Infinity: never. */
const trialsTo = ({ hypervolumes }: Trace, wanted: number) => {
  const index = hypervolumes.findIndex((value) => value >= wanted);
  return index < 0 ? Infinity : index + 1;
};

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The runs, as the comparisons ask for them. */
function readerOf(traces: readonly Trace[]) {
  const tracesOf = (problem: string, method: MethodName) =>
    traces.filter((trace) => trace.problem === problem && trace.method === method);
  return {
    tracesOf,
    others: [...new Set(traces.map(({ method }) => method))].filter((method) => !isOurs(method)),
    isRun: (problem: string, method: MethodName = "ours") => tracesOf(problem, method).length > 0,
    hypervolumeAt: (problem: string, method: MethodName, trials: number) =>
      median(hypervolumesAt(tracesOf(problem, method), trials)),
    trialsTo: (problem: string, method: MethodName, wanted: number) =>
      median(tracesOf(problem, method).map((trace) => trialsTo(trace, wanted))),
    /** Over all seeds. */
    total: (problem: string, method: MethodName, count: (trace: Trace) => number) =>
      sum(tracesOf(problem, method).map(count)),
  };
}
type Reader = ReturnType<typeof readerOf>;

function beatingRows({ isRun, others, hypervolumeAt }: Reader): Row[] {
  let missed = 0;
  return goals
    .filter(({ problem }) => isRun(problem))
    .flatMap(({ problem, trials, target }) => {
      const name = `${problem}, ${trials} trials`;
      const ours = hypervolumeAt(problem, "ours", trials);
      if (ours < target) missed++;
      const holds = ours >= target || (ours >= nearMiss * target && missed <= nearMisses);
      const below = others.map((method) => {
        const theirs = hypervolumeAt(problem, method, trials);
        return row(`${name}: ${method}`, ours, theirs, `${method} below ${target}`, theirs < target);
      });
      return [row(name, ours, target, `≥ ${target} (99 % on at most ${nearMisses})`, holds), ...below];
    });
}

function reachingRows({ isRun, trialsTo, total }: Reader): Row[] {
  const method = "ours-alone";
  return trialsToReach
    .filter(({ problem }) => isRun(problem, method))
    .flatMap(({ problem, trials, target }) => {
      const needed = trialsTo(problem, method, target);
      const infeasible = total(problem, method, (trace) => trace.infeasible);
      const duplicates = total(problem, method, (trace) => trace.duplicates);
      return [
        row(`${problem}, trials to ${target}`, needed, trials, `≤ ${trials}`, needed <= trials),
        row(`${problem}, infeasible proposals`, infeasible, 0, "none", infeasible === 0),
        row(`${problem}, duplicates`, duplicates, 0, "none", duplicates === 0),
      ];
    });
}

/** Where the front is known, how much sooner it is found. */
function findingRows({ isRun, others, trialsTo }: Reader): Row[] {
  const { name, maximum } = students576;
  const shares = [["random", 0.5], ["nsga2", 0.75]] as const;
  return shares
    .filter(([method]) => isRun(name, "ours-alone") && others.includes(method))
    .map(([method, share]) => {
      const [ours, theirs] = (["ours-alone", method] as const).map((who) => trialsTo(name, who, frontShare * maximum));
      const holds = (ours ?? Infinity) <= share * (theirs ?? 0);
      const what = `${name}, trials to 95 % of the front: ${method}`;
      return row(what, ours ?? Infinity, theirs ?? Infinity, `at most ${share} of ${method}'s`, holds);
    });
}

function boundRows({ isRun, others, total }: Reader): Row[] {
  return problems
    .filter(({ name, metrics }) => metrics.some(({ bounds }) => bounds.length > 0) && isRun(name) && others.length > 0)
    .map(({ name }) => {
      // Shares, since the first points of model-based searchers are not their own proposals.
      const broken = (method: MethodName) =>
        total(name, method, ({ infeasible }) => infeasible) /
        total(name, method, ({ milliseconds }) => milliseconds.length);
      const [ours, least] = [broken("ours"), Math.min(...others.map(broken))];
      return row(`${name}, share of infeasible proposals`, ours, least, "no more than the best other's", ours <= least);
    });
}

function noiseRows({ isRun, hypervolumeAt }: Reader): Row[] {
  const [exact, noisy] = [studentNas2.name, studentNasNoisy.name];
  if (!isRun(exact) || !isRun(noisy)) return [];
  const [ours, without] = [hypervolumeAt(noisy, "ours", Infinity), hypervolumeAt(exact, "ours", Infinity)];
  return [row(`${noisy} against none`, ours, without, `≥ ${leastShare}`, ours >= leastShare * without)];
}

const speedRows = (speeds: readonly Speed[]): Row[] =>
  speeds.map(({ problem, trials, milliseconds }) => {
    const limit = speedLimits[trials] ?? Infinity;
    const ours = median(milliseconds);
    return row(`${problem}, ms of processor time a proposal after ${trials} trials`, ours, limit, `< ${limit}`, ours < limit);
  });

function batchRows({ problem, trials, count, milliseconds }: BatchSpeed): Row[] {
  const limit = speedLimits[trials] ?? Infinity;
  const ours = milliseconds / count;
  return [row(`${problem}, ms of processor time a proposal of ${count} at once after ${trials} trials`, ours, limit, `< ${limit}`, ours < limit)];
}

function crowdRows({ problem, workers, asked, ours, random }: CrowdSpeed): Row[] {
  const limit = speedLimits[workers] ?? Infinity;
  const milliseconds = median(ours.milliseconds);
  const name = `${problem}, ${workers} workers`;
  return [
    row(`${name}, ms of processor time a proposal`, milliseconds, limit, `< ${limit}`, milliseconds < limit),
    row(
      `${name}, hypervolume after ${asked} proposals: random`,
      ours.hypervolume,
      random.hypervolume,
      "more than random's",
      ours.hypervolume > random.hypervolume,
    ),
  ];
}

/** What was timed, as far as it was. */
export interface Timings {
  readonly speeds?: readonly Speed[];
  readonly batch?: BatchSpeed | null;
  readonly crowd?: CrowdSpeed | null;
}

export function rowsOf(traces: readonly Trace[], { speeds = [], batch, crowd }: Timings = {}): Row[] {
  const reader = readerOf(traces);
  const comparisons = [beatingRows, reachingRows, findingRows, boundRows, noiseRows];
  return [
    ...comparisons.flatMap((rows) => rows(reader)),
    ...speedRows(speeds),
    ...(batch ? batchRows(batch) : []),
    ...(crowd ? crowdRows(crowd) : []),
  ];
}
