/** One searcher on one test problem, a trial at a time. */
import { createRandom, deriveSeed } from "../../../src/base/random.ts";
import { random } from "../../../src/search/baselines/random.ts";
import { sobol } from "../../../src/search/baselines/sobol.ts";
import type { Problem, TriedCandidate } from "../../../src/search/problem.ts";
import { candidateKey, sizeOf, type Candidate } from "../../../src/search/space/axes.ts";
import type { Estimate } from "../../../src/study/measurement.ts";
import { hypervolume, paretoFront, type Point } from "../../../src/study/pareto.ts";
import { isGivenPoints, methods, type MethodName } from "./methods.ts";
import { problems } from "./problems/index.ts";
import { isFeasible, measuredReference, pointOf, type TestProblem } from "./test-problem.ts";

export interface Job {
  readonly problem: string;
  readonly method: MethodName;
  readonly seed: number;
}

export interface Trace extends Job {
  /** Of the true feasible values, after each trial. */
  readonly hypervolumes: readonly number[];
  /** Proposals, not counting the first points, that break the predicate or, in truth, a bound. */
  readonly infeasible: number;
  /** Proposals of what was tried before. */
  readonly duplicates: number;
  /** Of each proposal after the first points. */
  readonly milliseconds: readonly number[];
}

/** As many as in the runs the figures are compared with: of mixed spaces 20 random points, else 2 (d + 1) of Sobol's. */
function firstCandidates(problem: Problem, seed: number): Candidate[] {
  const { axes } = problem.space;
  const proposals = axes.some(({ kind }) => kind === "categorical")
    ? random(problem, 20, seed)
    : sobol(problem, 2 * (axes.filter((axis) => sizeOf(axis) > 1).length + 1), seed);
  return proposals.map(({ candidate }) => candidate);
}

/**
 * A value as it is measured. Who takes latencies knows how they scatter; the other noisy problems keep it to themselves,
 * as they did in the runs the figures are compared with.
 */
function measured(value: number, deviation: number, draw: number, isTold: boolean): Estimate {
  const seen = value + deviation * draw;
  const half = isTold ? 1.96 * deviation : 0;
  return { value: seen, low: seen - half, high: seen + half, samples: deviation > 0 ? 1 : 0 };
}

export function trialOf({ evaluate, noise }: TestProblem, candidate: Candidate, seed: number): TriedCandidate {
  const source = createRandom(seed);
  const readings = Object.entries(evaluate(candidate)).map(([metric, value]) => {
    const isTold = metric === "log10LatencyMs";
    return [metric, measured(value, noise[metric] ?? 0, source.normal(), isTold)] as const;
  });
  return { candidate, state: "complete", readings: Object.fromEntries(readings) };
}

export function problemWith(problem: TestProblem, tried: readonly TriedCandidate[]): Problem {
  return {
    space: problem.space,
    metrics: problem.metrics,
    features: problem.features ?? [],
    tried,
    expectedTrials: problem.budget,
    reference: measuredReference(problem),
  };
}

/** @param now a clock in milliseconds */
export function runJob(job: Job, now: () => number): Trace {
  const problem = problems.find(({ name }) => name === job.problem);
  if (problem === undefined) throw new Error(`no test problem is called ${job.problem}`);
  const { seed, method } = job;
  const first = isGivenPoints(method) ? firstCandidates(problemWith(problem, []), deriveSeed(seed, "first")) : [];
  const seen = new Set<string>();
  const tried: TriedCandidate[] = [];
  const hypervolumes: number[] = [];
  const milliseconds: number[] = [];
  let front: Point[] = [];
  let [infeasible, duplicates] = [0, 0];
  while (tried.length < problem.budget) {
    let candidate = first[tried.length];
    const isFirst = candidate !== undefined;
    if (!isFirst) {
      const start = now();
      candidate = methods[method](problemWith(problem, tried), 1, seed)[0]?.candidate;
      milliseconds.push(now() - start);
    }
    if (candidate === undefined) break;
    const values = problem.evaluate(candidate);
    const isGood = isFeasible(problem, values) && problem.space.has(candidate);
    const key = candidateKey(candidate);
    if (!isFirst && !isGood) infeasible++;
    if (seen.has(key)) duplicates++;
    seen.add(key);
    tried.push(trialOf(problem, candidate, deriveSeed(seed, "noise", tried.length)));
    if (isGood) front = paretoFront([...front, pointOf(problem, values)]);
    hypervolumes.push(hypervolume(front, problem.reference));
  }
  return { ...job, hypervolumes, infeasible, duplicates, milliseconds };
}
