/** Problems whose best possible result is known, for measuring searchers. */
import type { Feature, Metric } from "../../../src/search/problem.ts";
import type { Candidate, FloatAxis } from "../../../src/search/space/axes.ts";
import type { SearchSpace } from "../../../src/search/space/space.ts";
import { hypervolume, type Point } from "../../../src/study/pareto.ts";

export type Values = Readonly<Record<string, number>>;

export interface TestProblem {
  readonly name: string;
  readonly space: SearchSpace;
  /** Objectives first; constraints are bounds. */
  readonly metrics: readonly Metric[];
  /** What is known of a candidate and helps to explain what is measured; none where nothing is. */
  readonly features?: readonly Feature[];
  /** True values, by metric. */
  evaluate(candidate: Candidate): Values;
  /** Standard deviations of the measurement noise, by metric; none: exact. */
  readonly noise: Values;
  /** A value an objective, less is better. */
  readonly reference: Point;
  /** The greatest hypervolume there is, as far as known. */
  readonly maximum: number;
  /** How many trials a run has. */
  readonly budget: number;
}

/** Something to be measured and made small. */
export const objective = (name: string): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: [],
  known: null,
});

/** Something to be measured that must not be below 0; what BoTorch calls a slack. */
export const slackMetric: Metric = {
  name: "slack",
  isObjective: false,
  sign: -1,
  logarithmic: false,
  bounds: [{ bound: "atLeast", value: 0 }],
  known: null,
};

export const floatAxis = (name: string, low: number, high: number): FloatAxis => ({
  name,
  kind: "float",
  low,
  high,
  scale: "linear",
});

/** x0, x1, … from 0 to 1. */
export const unitAxes = (dimensions: number): FloatAxis[] =>
  Array.from({ length: dimensions }, (_, index) => floatAxis(`x${index}`, 0, 1));

/** The objectives, less is better. */
export const pointOf = ({ metrics }: Pick<TestProblem, "metrics">, values: Values): Point =>
  metrics.flatMap(({ name, isObjective, sign }) => (isObjective ? [sign * (values[name] ?? Number.NaN)] : []));

export const isFeasible = ({ metrics }: Pick<TestProblem, "metrics">, values: Values): boolean =>
  metrics.every(({ name, bounds }) =>
    bounds.every(({ bound, value }) => {
      const actual = values[name] ?? Number.NaN;
      return bound === "atMost" ? actual <= value : actual >= value;
    }),
  );

/** What these candidates' true values are worth. */
export function hypervolumeOf(problem: TestProblem, candidates: Iterable<Candidate>): number {
  const points = [...candidates]
    .map((candidate) => problem.evaluate(candidate))
    .filter((values) => isFeasible(problem, values))
    .map((values) => pointOf(problem, values));
  return hypervolume(points, problem.reference);
}

/** The reference point as it is measured: what a searcher is told. */
export function measuredReference({ metrics, reference }: TestProblem): number[] {
  const objectives = metrics.filter(({ isObjective }) => isObjective);
  return objectives.map(({ sign }, index) => sign * (reference[index] ?? Number.NaN));
}
