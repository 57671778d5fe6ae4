/**
 * Whether it pays to measure close calls again. Noise puts lucky students on the front that a person is shown, and keeps
 * better ones off it; trials that repeat are trials that try nothing new. So the front that is shown is judged by its true
 * values, after as many trials with repeats as without.
 */
import { mean, median } from "../../../src/base/statistics.ts";
import type { TriedCandidate } from "../../../src/search/problem.ts";
import { candidateKey, type Candidate } from "../../../src/search/space/axes.ts";
import { dominates, type Point } from "../../../src/study/pareto.ts";
import { row, type Row } from "../rows.ts";
import { runFromStart } from "./from-start.ts";
import type { Options } from "./options.ts";
import { studentNasNoisy } from "./problems/student-nas.ts";
import { hypervolumeOf, pointOf, type TestProblem } from "./test-problem.ts";

/** Accuracies are measured on some hundreds of examples, latencies to 5 %. */
const problem: TestProblem = { ...studentNasNoisy, noise: { ...studentNasNoisy.noise, error: 0.01 } };
/** Of the hypervolume without repeats. */
const leastShare = 0.97;

export interface ShownFront {
  /** Of the true values of what is shown. */
  readonly hypervolume: number;
  /** The share of what is shown that nothing else tried truly dominates. */
  readonly right: number;
}

/** The front of the means of each candidate's trials. */
export function shownFront(shown: TestProblem, tried: readonly TriedCandidate[]): ShownFront {
  const trialsOf = new Map<string, { candidate: Candidate; points: Point[] }>();
  for (const { candidate, readings } of tried) {
    const values = Object.fromEntries(Object.entries(readings).map(([metric, { value }]) => [metric, value]));
    const entry = trialsOf.get(candidateKey(candidate)) ?? { candidate, points: [] };
    entry.points.push(pointOf(shown, values));
    trialsOf.set(candidateKey(candidate), entry);
  }
  const students = [...trialsOf.values()].map(({ candidate, points }) => ({
    candidate,
    truth: pointOf(shown, shown.evaluate(candidate)),
    seen: (points[0] ?? []).map((_, axis) => mean(points.map((point) => point[axis] ?? 0))),
  }));
  const front = students.filter(({ seen }) => !students.some((other) => dominates(other.seen, seen)));
  const right = front.filter(({ truth }) => !students.some((other) => dominates(other.truth, truth)));
  return {
    hypervolume: hypervolumeOf(shown, front.map(({ candidate }) => candidate)),
    right: right.length / front.length,
  };
}

/** What was shown with repeats and without, a seed. */
export interface RepeatsRun {
  readonly repeated: ShownFront;
  readonly once: ShownFront;
}

export function repeatsRuns({ seeds, firstSeed, studyTrials }: Pick<Options, "seeds" | "firstSeed" | "studyTrials">, tell: (line: string) => void): RepeatsRun[] {
  return Array.from({ length: seeds }, (_, index) => {
    const seed = firstSeed + index;
    tell(`${problem.name} with repeats, seed ${seed}`);
    const [repeated, once] = [true, false].map((repeats) =>
      shownFront(problem, runFromStart(problem, studyTrials, { repeats }, seed).tried),
    );
    if (repeated === undefined || once === undefined) throw new Error("a study did not run");
    return { repeated, once };
  });
}

export function repeatsRows(runs: readonly RepeatsRun[]): Row[] {
  if (runs.length === 0) return [];
  const name = `${problem.name}, repeats`;
  const compared = (value: (shown: ShownFront) => number) => [
    median(runs.map(({ repeated }) => value(repeated))),
    median(runs.map(({ once }) => value(once))),
  ] as const;
  const [right, rightOnce] = compared((shown) => shown.right);
  const [volume, volumeOnce] = compared((shown) => shown.hypervolume);
  return [
    row(`${name}: share of the front shown that is truly on it`, right, rightOnce, "more than without", right > rightOnce),
    row(`${name}: true hypervolume of the front shown`, volume, volumeOnce, `≥ ${leastShare} of that without`, volume >= leastShare * volumeOnce),
  ];
}
