/**
 * A crowd of workers that share one search: each asks, trains for a while and reports, none waits for another. Their
 * first candidates are drawn by chance, since nothing is known before the first of them reports.
 */
import { createRandom, deriveSeed } from "../../../src/base/random.ts";
import { random } from "../../../src/search/baselines/random.ts";
import type { Searcher, TriedCandidate } from "../../../src/search/problem.ts";
import type { Candidate } from "../../../src/search/space/axes.ts";
import { hypervolumeOf, type TestProblem } from "./test-problem.ts";
import { problemWith, trialOf } from "./trace.ts";

export interface Crowd {
  readonly workers: number;
  /** How many candidates are asked for after the first report. */
  readonly asked: number;
}

export interface CrowdTrace {
  /** Of each proposal. */
  readonly milliseconds: readonly number[];
  /** Of everything that was asked for. */
  readonly hypervolume: number;
}

/** @param now a clock in milliseconds */
export function runCrowd(
  problem: TestProblem,
  { workers, asked }: Crowd,
  searcher: Searcher,
  seed: number,
  now: () => number,
): CrowdTrace {
  const durations = createRandom(deriveSeed(seed, "durations"));
  const first = random(problemWith(problem, []), workers, seed).map(({ candidate }) => candidate);
  const tried: TriedCandidate[] = [];
  /** When each trial reports, by its index. */
  const reports: { readonly moment: number; readonly index: number }[] = [];
  const begin = (candidate: Candidate, moment: number) => {
    reports.push({ moment: moment + 0.5 + durations.uniform(), index: tried.length });
    tried.push({ candidate, state: "running", readings: {} });
  };
  first.forEach((candidate) => begin(candidate, 0));
  const milliseconds: number[] = [];
  while (milliseconds.length < asked) {
    const next = reports.reduce((soonest, report) => (report.moment < soonest.moment ? report : soonest));
    reports.splice(reports.indexOf(next), 1);
    const candidate = tried[next.index]?.candidate ?? new Float64Array();
    tried[next.index] = trialOf(problem, candidate, deriveSeed(seed, "noise", next.index));
    const start = now();
    const [proposal] = searcher(problemWith(problem, tried), 1, seed);
    milliseconds.push(now() - start);
    if (proposal === undefined) break;
    begin(proposal.candidate, next.moment);
  }
  return { milliseconds, hypervolume: hypervolumeOf(problem, tried.map(({ candidate }) => candidate)) };
}
