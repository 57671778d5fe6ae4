/** How long a proposal takes after many trials, all three metrics of them measured. */
import { deriveSeed } from "../../../src/base/random.ts";
import { random } from "../../../src/search/baselines/random.ts";
import type { Problem } from "../../../src/search/problem.ts";
import { propose } from "../../../src/search/propose.ts";
import { studentNas3 } from "./problems/student-nas.ts";
import { runCrowd, type Crowd, type CrowdTrace } from "./crowd.ts";
import { vehicleSafety } from "./problems/vehicle-safety.ts";
import { problemWith, trialOf } from "./trace.ts";
import type { TestProblem } from "./test-problem.ts";

export interface Speed {
  readonly problem: string;
  readonly trials: number;
  readonly milliseconds: readonly number[];
}

const tenAxes: TestProblem = {
  ...studentNas3,
  metrics: studentNas3.metrics.map((metric) => ({ ...metric, known: null })),
};
const measured: readonly TestProblem[] = [vehicleSafety, tenAxes];

/** The crowd with our search, and with random search in its place. */
export interface CrowdSpeed extends Crowd {
  readonly problem: string;
  readonly ours: CrowdTrace;
  readonly random: CrowdTrace;
}

export function crowdSpeed(crowd: Crowd, now: () => number): CrowdSpeed {
  const [ours, other] = [propose, random].map((searcher) => runCrowd(studentNas3, crowd, searcher, 1, now));
  if (ours === undefined || other === undefined) throw new Error("a crowd did not run");
  return { ...crowd, problem: studentNas3.name, ours, random: other };
}

/** The problem after so many random trials. */
function askedAfter(problem: TestProblem, trials: number): Problem {
  const seed = deriveSeed(1, "speed", trials);
  const candidates = random(problemWith(problem, []), trials, seed).map(({ candidate }) => candidate);
  const tried = candidates.map((candidate, index) => trialOf(problem, candidate, deriveSeed(seed, "noise", index)));
  return { ...problemWith(problem, tried), expectedTrials: 2 * trials };
}

/** As many as are needed for a median that does not hang on one. */
const repeatsAfter = (trials: number) => (trials > 500 ? 3 : 7);

/** @param now a clock in milliseconds */
export function speedsAfter(trials: number, now: () => number): Speed[] {
  return measured.map((problem) => {
    const asked = askedAfter(problem, trials);
    const milliseconds = Array.from({ length: repeatsAfter(trials) }, (_, repeat) => {
      const start = now();
      propose(asked, 1, repeat);
      return now() - start;
    });
    return { problem: problem.name, trials, milliseconds };
  });
}

/** What many proposals at once take after many trials. */
export interface BatchSpeed extends Omit<Speed, "milliseconds"> {
  readonly count: number;
  /** Of all of them. */
  readonly milliseconds: number;
}

/** @param now a clock in milliseconds */
export function batchSpeed(count: number, now: () => number): BatchSpeed {
  const trials = 100;
  const asked = askedAfter(tenAxes, trials);
  const start = now();
  propose(asked, count, 1);
  return { problem: tenAxes.name, trials, count, milliseconds: now() - start };
}
