/**
 * Students-576: AutoDistill's design space whole, encoder parameters against the error of a stand-in for training. Small
 * enough to know the front, so a run is judged by when it has found it.
 */
import { architectureOf } from "../../../../src/search/of-study.ts";
import type { Candidate } from "../../../../src/search/space/axes.ts";
import { searchSpace } from "../../../../src/search/space/space.ts";
import { axisNames } from "../../../../src/study/architecture.ts";
import { hypervolume } from "../../../../src/study/pareto.ts";
import { students576 as designSpace, trueMetrics } from "../../../search/stand-in.ts";
import { objective, pointOf, type TestProblem, type Values } from "../test-problem.ts";

// All pairs of bottleneck and heads divide evenly here, so nothing is refused.
const space = searchSpace(axisNames.map((name) => ({ name, kind: "ordinal", values: designSpace[name] })));

function evaluate(candidate: Candidate): Values {
  const { mlmAccuracy, parameters } = trueMetrics(architectureOf(candidate));
  return { error: 1 - mlmAccuracy, millionParameters: parameters / 1e6 };
}

const metrics: TestProblem["metrics"] = [
  objective("error"),
  { ...objective("millionParameters"), known: (candidate) => evaluate(candidate)["millionParameters"] ?? Number.NaN },
];

/** As a study's known metrics are seen: by ratio. */
const logarithmOfSize = (candidate: Candidate) => Math.log(evaluate(candidate)["millionParameters"] ?? Number.NaN);
const sizes = (space.all ?? []).map(logarithmOfSize);

const points = (space.all ?? []).map((candidate) => pointOf({ metrics }, evaluate(candidate)));
/** The worst there is of each. */
const reference = metrics.map((_, index) => Math.max(...points.map((point) => point[index] ?? 0)));

export const students576: TestProblem = {
  name: "Students-576",
  space,
  metrics,
  features: [{ low: Math.min(...sizes), high: Math.max(...sizes), of: logarithmOfSize }],
  evaluate,
  noise: {},
  reference,
  maximum: hypervolume(points, reference),
  budget: 100,
};
