/**
 * Branin's function on the unit square against Currin's, with and without measurement noise, and within a disc
 * (Gelbart, Snoek and Adams 2014). Reference points, noise and maxima as in BoTorch's test functions
 * (`botorch/test_functions/multi_objective.py`); an NSGA-II of 100,000 evaluations finds more within the disc than the
 * 608.40 stated there.
 *
 * Notation: u = 15 x0 - 5 and v = 15 x1 are Branin's own coordinates.
 */
import { searchSpace } from "../../../../src/search/space/space.ts";
import type { Candidate } from "../../../../src/search/space/axes.ts";
import { objective, slackMetric, unitAxes, type TestProblem } from "../test-problem.ts";

const coordinates = ([x0 = 0, x1 = 0]: Candidate) => ({ u: 15 * x0 - 5, v: 15 * x1 });

function branin(candidate: Candidate): number {
  const { u, v } = coordinates(candidate);
  const bend = v - (5.1 / (4 * Math.PI ** 2)) * u ** 2 + (5 / Math.PI) * u - 6;
  return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(u) + 10;
}

function currin([x0 = 0, x1 = 0]: Candidate): number {
  const numerator = 2300 * x0 ** 3 + 1900 * x0 ** 2 + 2092 * x0 + 60;
  const denominator = 100 * x0 ** 3 + 500 * x0 ** 2 + 4 * x0 + 20;
  // At x1 = 0 the exponent is -Infinity, and its exponential 0, as in the limit.
  return ((1 - Math.exp(-1 / (2 * x1))) * numerator) / denominator;
}

/** How far inside the disc, squared. */
function discSlack(candidate: Candidate): number {
  const { u, v } = coordinates(candidate);
  return 50 - (u - 2.5) ** 2 - (v - 7.5) ** 2;
}

export const braninCurrin: TestProblem = {
  name: "BraninCurrin",
  space: searchSpace(unitAxes(2)),
  metrics: [objective("branin"), objective("currin")],
  evaluate: (candidate) => ({ branin: branin(candidate), currin: currin(candidate) }),
  noise: {},
  reference: [18, 6],
  maximum: 59.36011874867746,
  budget: 50,
};

export const braninCurrinNoisy: TestProblem = {
  ...braninCurrin,
  name: "BraninCurrinNoisy",
  noise: { branin: 15.19, currin: 0.63 },
  budget: 60,
};

export const constrainedBraninCurrin: TestProblem = {
  ...braninCurrin,
  name: "ConstrainedBraninCurrin",
  metrics: [...braninCurrin.metrics, slackMetric],
  evaluate: (candidate) => ({ ...braninCurrin.evaluate(candidate), slack: discSlack(candidate) }),
  reference: [80, 12],
  maximum: 609.094,
};
