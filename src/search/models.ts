/** A problem with the models of its metrics, fitted once when they are first needed. */
import { deriveSeed } from "../base/random.ts";
import { relevantPending } from "./acquisition/relevant-pending.ts";
import { situationOf, type Situation } from "./acquisition/situation.ts";
import { observe, type Observations } from "./observations.ts";
import type { Metric, Problem } from "./problem.ts";
import type { Candidate } from "./space/axes.ts";
import { modelEncoding, type Encoding } from "./surrogate/encoding.ts";
import { knownViolation, outcomesOf, type Outcome } from "./surrogate/outcomes.ts";
import type { SourceModel } from "./transfer/lessons.ts";
import { sourceModelsOf } from "./transfer/source-models.ts";

export interface Models {
  readonly encoding: Encoding;
  readonly observations: Observations;
  /** By how much a candidate breaks bounds on known metrics. */
  readonly violation: (candidate: Candidate) => number;
  /** In the order of the problem's metrics: objectives first. */
  readonly outcomes: readonly Outcome[];
  /** What earlier studies know of a metric. */
  readonly sourcesOf: (metric: Metric) => readonly SourceModel[];
  /** @param turn makes the draws of one proposal differ from those of the next */
  situation(pending: readonly Candidate[], turn: number): Situation;
}

export function modelsOf(problem: Problem, seed: number): Models {
  const encoding = modelEncoding(problem.space, problem.features);
  const observations = observe(problem);
  const violation = knownViolation(problem);
  const sourcesOf = sourceModelsOf(problem, encoding, seed);
  let fitted: readonly Outcome[] | undefined;
  const outcomes = () => (fitted ??= outcomesOf(problem, observations, encoding, sourcesOf, seed));
  return {
    encoding,
    observations,
    violation,
    sourcesOf,
    get outcomes() {
      return outcomes();
    },
    situation: (pending, turn) =>
      situationOf(
        outcomes(),
        encoding,
        observations.evaluated,
        relevantPending(pending, outcomes(), encoding),
        (candidate) => violation(candidate) === 0,
        deriveSeed(seed, "situation", turn),
      ),
  };
}
