/**
 * What an earlier study is worth: StudentNAS-10 from its first trial on, alone, after the same students on another device
 * of another teacher, and after a study that misleads (what was best there is worst here).
 */
import { deriveSeed } from "../../../src/base/random.ts";
import { median } from "../../../src/base/statistics.ts";
import type { Source, TriedCandidate } from "../../../src/search/problem.ts";
import { propose } from "../../../src/search/propose.ts";
import { hypervolume, paretoFront, type Point } from "../../../src/study/pareto.ts";
import { evaluateElsewhere, studentNas2 } from "./problems/student-nas.ts";
import { row, type Row } from "../rows.ts";
import { pointOf, type TestProblem, type Values } from "./test-problem.ts";
import { problemWith, trialOf } from "./trace.ts";

const sourceTrials = 60;
const trials = 75;
/** Of what the study alone finds. */
const share = 0.95;
/** How much later a study may get there that was misled. */
const patience = 1.1;

interface Run {
  readonly tried: readonly TriedCandidate[];
  /** After each trial. */
  readonly hypervolumes: readonly number[];
}

/** A study from its first trial on. */
function runFromStart(problem: TestProblem, count: number, sources: readonly Source[], seed: number): Run {
  const tried: TriedCandidate[] = [];
  const hypervolumes: number[] = [];
  let front: Point[] = [];
  while (tried.length < count) {
    const [next] = propose({ ...problemWith(problem, tried), sources, expectedTrials: count }, 1, seed);
    if (next === undefined) break;
    tried.push(trialOf(problem, next.candidate, deriveSeed(seed, "noise", tried.length)));
    front = paretoFront([...front, pointOf(problem, problem.evaluate(next.candidate))]);
    hypervolumes.push(hypervolume(front, problem.reference));
  }
  return { tried, hypervolumes };
}

const sourceOf = (name: string, { tried }: Run, change: (values: Values) => Values = (values) => values): Source => ({
  name,
  trials: tried.map(({ candidate, readings }) => ({
    candidate,
    values: change(Object.fromEntries(Object.entries(readings).map(([metric, { value }]) => [metric, value]))),
  })),
});

const elsewhere: TestProblem = { ...studentNas2, evaluate: evaluateElsewhere, reference: [0.45, 2.2] };

/** Studies to learn from, of the seed's own source trials. */
const priors = {
  alone: () => [],
  related: (source: Run) => [sourceOf("another device", source)],
  misleading: (source: Run) => [
    sourceOf("the other way round", source, ({ error = 0, log10LatencyMs = 0 }) => ({
      error: 1 - error,
      log10LatencyMs: -log10LatencyMs,
    })),
  ],
  swapped: (source: Run) => [
    sourceOf("objectives swapped", source, ({ error = 0, log10LatencyMs = 0 }) => ({
      error: log10LatencyMs,
      log10LatencyMs: error,
    })),
  ],
} satisfies Readonly<Record<string, (source: Run) => readonly Source[]>>;
type Prior = keyof typeof priors;
const priorNames = Object.keys(priors) as readonly Prior[];

/** @param onRun is told of each run when it is done */
export function transferRows(seeds: number, firstSeed: number, onRun: (what: string, hypervolumes: readonly number[]) => void): Row[] {
  const runs: Record<Prior, number[][]> = { alone: [], related: [], misleading: [], swapped: [] };
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const source = runFromStart(elsewhere, sourceTrials, [], deriveSeed(seed, "source"));
    for (const prior of priorNames) {
      const { hypervolumes } = runFromStart(studentNas2, trials, priors[prior](source), seed);
      runs[prior].push([...hypervolumes]);
      onRun(`${studentNas2.name} ${prior} seed ${seed}`, hypervolumes);
    }
  }
  const final = (prior: Prior) => median(runs[prior].map((run) => run.at(-1) ?? 0));
  const wanted = share * final("alone");
  const needed = (prior: Prior) =>
    median(runs[prior].map((run) => run.findIndex((value) => value >= wanted) + 1 || Infinity));
  return priorNames
    .filter((prior) => prior !== "alone")
    .flatMap((prior): Row[] => {
      const [ours, baseline] = [needed(prior), needed("alone")];
      const [volume, alone] = [final(prior), final("alone")];
      const helps = prior === "related";
      const name = `${studentNas2.name}, prior ${prior}`;
      const [sooner, goal] = helps ? [ours < baseline, "fewer"] : [ours <= patience * baseline, `at most ${patience} times as many`];
      return [
        row(`${name}: trials to 95 % of none`, ours, baseline, goal, sooner),
        row(`${name}: hypervolume after ${trials} trials`, volume, alone, `≥ ${share} of none`, volume >= share * alone),
      ];
    });
}
