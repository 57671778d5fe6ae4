/**
 * What an earlier study is worth: StudentNAS-10 from its first trial on, alone, after the same students on another device
 * of another teacher, and after a study that misleads (what was best there is worst here).
 */
import { deriveSeed } from "../../../src/base/random.ts";
import { median } from "../../../src/base/statistics.ts";
import type { Source } from "../../../src/search/problem.ts";
import { row, type Row } from "../rows.ts";
import { runFromStart, type Run } from "./from-start.ts";
import type { Options } from "./options.ts";
import { evaluateElsewhere, studentNas2 } from "./problems/student-nas.ts";
import type { TestProblem, Values } from "./test-problem.ts";

/** How many trials the earlier study had, for one of the study's. */
const sourceShare = 0.8;
/** Of what the study alone finds. */
const share = 0.95;
/** How much later a study may get there that was misled. */
const patience = 1.1;

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
export function transferRows({ seeds, firstSeed, studyTrials: trials }: Pick<Options, "seeds" | "firstSeed" | "studyTrials">, onRun: (what: string, hypervolumes: readonly number[]) => void): Row[] {
  const runs: Record<Prior, number[][]> = { alone: [], related: [], misleading: [], swapped: [] };
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const source = runFromStart(elsewhere, sourceShare * trials, {}, deriveSeed(seed, "source"));
    for (const prior of priorNames) {
      const { hypervolumes } = runFromStart(studentNas2, trials, { sources: priors[prior](source) }, seed);
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
