/** A study from its first trial on, as a person has it: the search chooses its first points too. */
import { deriveSeed } from "../../../src/base/random.ts";
import type { Problem, TriedCandidate } from "../../../src/search/problem.ts";
import { propose } from "../../../src/search/propose.ts";
import { hypervolume, paretoFront, type Point } from "../../../src/study/pareto.ts";
import { pointOf, type TestProblem } from "./test-problem.ts";
import { problemWith, trialOf } from "./trace.ts";

export interface Run {
  readonly tried: readonly TriedCandidate[];
  /** Of the true values, after each trial. */
  readonly hypervolumes: readonly number[];
}

/** @param asked what else the search is told */
export function runFromStart(
  problem: TestProblem,
  count: number,
  asked: Pick<Problem, "sources" | "repeats">,
  seed: number,
): Run {
  const tried: TriedCandidate[] = [];
  const hypervolumes: number[] = [];
  let front: Point[] = [];
  while (tried.length < count) {
    const [next] = propose({ ...problemWith(problem, tried), ...asked, expectedTrials: count }, 1, seed);
    if (next === undefined) break;
    tried.push(trialOf(problem, next.candidate, deriveSeed(seed, "noise", tried.length)));
    front = paretoFront([...front, pointOf(problem, problem.evaluate(next.candidate))]);
    hypervolumes.push(hypervolume(front, problem.reference));
  }
  return { tried, hypervolumes };
}
