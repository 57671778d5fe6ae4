/** What early stopping costs and spares, on studies whose every end is known. */
import { mean, median } from "../../../../src/base/statistics.ts";
import { usualEarlyStopping } from "../../../../src/study/requirements.ts";
import { row, type Row } from "../../rows.ts";
import type { Options } from "../options.ts";
import { studentNas2 } from "../problems/student-nas.ts";
import { students576 } from "../problems/students-576.ts";
import type { TestProblem } from "../test-problem.ts";
import { curveTau, foundHypervolume, lostFromFront, savedShare, simulate } from "./study.ts";

/** Accuracies are measured on some hundreds of examples. */
const noisy = (problem: TestProblem): TestProblem => ({ ...problem, noise: { ...problem.noise, error: 0.01 } });
const judged = [students576, studentNas2].map(noisy);

/** Whole trials that a study costs. */
const budget = 40;
const mostLost = 0.03;
/** Of the hypervolume without early stopping, for the same cost. */
const leastShare = 0.99;

/** Of 23 real students of the built-in study, by how their losses order their MLM accuracies: `npm run bench -- curves`. */
const realTau: readonly (readonly [rung: number, tau: number])[] = [
  [0.2, 0.74],
  [0.5, 0.84],
];
/** By how much simulated curves may tell more or less. */
const tauTolerance = 0.15;

export interface EarlyStoppingRun {
  readonly problem: string;
  readonly seed: number;
  /** Trials on the front had all been finished, and those of them that were given up. */
  readonly front: number;
  readonly lost: number;
  /** Share of the training steps that giving up has spared. */
  readonly saved: number;
  /** Of what was found for the same cost, with early stopping and without. */
  readonly hypervolume: number;
  readonly without: number;
}

type Wanted = Pick<Options, "problems" | "seeds" | "firstSeed">;

export function earlyStoppingRuns({ problems, seeds, firstSeed }: Wanted, tell: (line: string) => void): EarlyStoppingRun[] {
  return judged
    .filter(({ name }) => problems.includes(name))
    .flatMap((problem) =>
      Array.from({ length: seeds }, (_, index): EarlyStoppingRun => {
        const seed = firstSeed + index;
        tell(`${problem.name} with early stopping, seed ${seed}`);
        const trials = simulate({ problem, seed, rungs: usualEarlyStopping.rungs, budget });
        const whole = simulate({ problem, seed, rungs: [], budget });
        return {
          problem: problem.name,
          seed,
          ...lostFromFront(problem, trials),
          saved: savedShare(trials),
          hypervolume: foundHypervolume(problem, trials),
          without: foundHypervolume(problem, whole),
        };
      }),
    );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function rowsOfProblem(problem: TestProblem, runs: readonly EarlyStoppingRun[]): Row[] {
  const name = `${problem.name}, early stopping`;
  const lost = sum(runs.map((run) => run.lost)) / sum(runs.map(({ front }) => front));
  const saved = mean(runs.map((run) => run.saved));
  const [ours, without] = [median(runs.map(({ hypervolume }) => hypervolume)), median(runs.map((run) => run.without))];
  const taus = realTau.map(([rung, real]) => {
    const tau = mean(runs.map(({ seed }) => curveTau(problem, rung, seed)));
    const goal = `within ${tauTolerance} of real students'`;
    return row(`${name}: τ of losses at ${100 * rung} %`, tau, real, goal, Math.abs(tau - real) <= tauTolerance);
  });
  return [
    row(`${name}: share of the front lost`, lost, mostLost, `≤ ${mostLost}`, lost <= mostLost),
    row(`${name}: share of steps saved`, saved, 0, "> 0", saved > 0),
    row(`${name}: hypervolume for the same cost`, ours, without, `≥ ${leastShare} of that without`, ours >= leastShare * without),
    ...taus,
  ];
}

export const earlyStoppingRows = (runs: readonly EarlyStoppingRun[]): Row[] =>
  judged.flatMap((problem) => {
    const own = runs.filter((run) => run.problem === problem.name);
    return own.length === 0 ? [] : rowsOfProblem(problem, own);
  });
