/** What the runs amount to: medians against what to beat. */
import { median } from "../../../src/base/statistics.ts";
import { goals, nearMiss, nearMisses, trialsToReach, type Goal } from "./goals.ts";
import type { MethodName } from "./methods.ts";
import { problems } from "./problems/index.ts";
import type { Speed } from "./speed.ts";
import type { TestProblem } from "./test-problem.ts";
import type { Trace } from "./trace.ts";

export interface Row {
  readonly name: string;
  /** Infinite, so null in JSON, where it was never reached. */
  readonly ours: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly goal: string;
  readonly holds: boolean;
}

const leastShare = 0.97;
const frontShare = 0.95;
/** Milliseconds a proposal may take after so many trials. */
const speedLimits: Readonly<Record<number, number>> = { 100: 300, 1000: 5000 };

const row = (name: string, ours: number, baseline: number, goal: string, holds: boolean): Row => ({
  name,
  ours,
  baseline,
  ratio: ours / baseline,
  goal,
  holds,
});

const hypervolumesAt = (traces: readonly Trace[], trials: number) =>
  traces.map(({ hypervolumes }) => hypervolumes[trials - 1] ?? hypervolumes.at(-1) ?? 0);

/** The first trial after which so much hypervolume is reached; Infinity: never. */
const trialsTo = ({ hypervolumes }: Trace, wanted: number) => {
  const index = hypervolumes.findIndex((value) => value >= wanted);
  return index < 0 ? Infinity : index + 1;
};

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export function rowsOf(traces: readonly Trace[], speeds: readonly Speed[]): Row[] {
  const tracesOf = (problem: string, method: MethodName) =>
    traces.filter((trace) => trace.problem === problem && trace.method === method);
  const others = [...new Set(traces.map(({ method }) => method))].filter((method) => method !== "ours");
  const medianAt = (problem: string, method: MethodName, trials: number) =>
    median(hypervolumesAt(tracesOf(problem, method), trials));
  const isRun = ({ problem }: Pick<Goal, "problem">) => tracesOf(problem, "ours").length > 0;

  let missed = 0;
  const beating = goals.filter(isRun).flatMap(({ problem, trials, target }) => {
    const ours = medianAt(problem, "ours", trials);
    if (ours < target) missed++;
    const holds = ours >= target || (ours >= nearMiss * target && missed <= nearMisses);
    const goal = `≥ ${target} (99 % on at most ${nearMisses})`;
    const below = others.map((method) => {
      const theirs = medianAt(problem, method, trials);
      return row(`${problem}, ${trials} trials: ${method}`, ours, theirs, `${method} below ${target}`, theirs < target);
    });
    return [row(`${problem}, ${trials} trials`, ours, target, goal, holds), ...below];
  });

  const reaching = trialsToReach.filter(isRun).flatMap(({ problem, trials, target }) => {
    const own = tracesOf(problem, "ours");
    const needed = median(own.map((trace) => trialsTo(trace, target)));
    const infeasible = sum(own.map((trace) => trace.infeasible));
    const duplicates = sum(own.map((trace) => trace.duplicates));
    return [
      row(`${problem}, trials to ${target}`, needed, trials, `≤ ${trials}`, needed <= trials),
      row(`${problem}, infeasible proposals`, infeasible, 0, "none", infeasible === 0),
      row(`${problem}, duplicates`, duplicates, 0, "none", duplicates === 0),
    ];
  });

  const finding = problems
    .filter(({ name }) => name === "Students-576" && isRun({ problem: name }))
    .flatMap(({ name, maximum }) =>
      ([["random", 0.5], ["nsga2", 0.75]] as const)
        .filter(([method]) => others.includes(method))
        .map(([method, share]) => {
          const needed = (who: MethodName) =>
            median(tracesOf(name, who).map((trace) => trialsTo(trace, frontShare * maximum)));
          const [ours, theirs] = [needed("ours"), needed(method)];
          const goal = `at most ${share} of ${method}'s`;
          return row(`${name}, trials to 95 % of the front: ${method}`, ours, theirs, goal, ours <= share * theirs);
        }),
    );

  const isConstrained = ({ metrics }: TestProblem) => metrics.some(({ bounds }) => bounds.length > 0);
  const allowed = problems
    .filter((problem) => isConstrained(problem) && isRun({ problem: problem.name }) && others.length > 0)
    .map(({ name }) => {
      const broken = (method: MethodName) => sum(tracesOf(name, method).map(({ infeasible }) => infeasible));
      const [ours, least] = [broken("ours"), Math.min(...others.map(broken))];
      return row(`${name}, infeasible proposals`, ours, least, "no more than the best other's", ours <= least);
    });

  const [exact, noisy] = ["StudentNAS-10-M2", "StudentNAS-10-M2-noisy"] as const;
  const enduring = [exact, noisy].every((problem) => isRun({ problem }))
    ? [medianAt(noisy, "ours", Infinity)].map((ours) => {
        const without = medianAt(exact, "ours", Infinity);
        return row(`${noisy} against none`, ours, without, `≥ ${leastShare}`, ours >= leastShare * without);
      })
    : [];

  const timing = speeds.map(({ problem, trials, milliseconds }) => {
    const limit = speedLimits[trials] ?? Infinity;
    const ours = median(milliseconds);
    return row(`${problem}, ms a proposal after ${trials} trials`, ours, limit, `< ${limit}`, ours < limit);
  });

  return [...beating, ...reaching, ...finding, ...allowed, ...enduring, ...timing];
}
