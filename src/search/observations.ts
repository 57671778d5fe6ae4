/** What a problem's trials have to say to the search, as far as the models look at them. */
import type { Estimate } from "../study/measurement.ts";
import type { Problem, TriedCandidate } from "./problem.ts";
import { relevantTrials } from "./relevance.ts";
import { candidateKey, type Candidate } from "./space/axes.ts";

export interface Reading {
  readonly candidate: Candidate;
  readonly estimate: Estimate;
  /** Not measured, but expected from the curve of a trial that was stopped early. */
  readonly isForecast: boolean;
}

export interface Observations {
  /** Candidates that were evaluated, once each. */
  readonly evaluated: readonly Candidate[];
  /** Candidates in training now. */
  readonly pending: readonly Candidate[];
  /** Candidates that could not be trained. */
  readonly failed: readonly Candidate[];
  /** Keys of everything that was tried, whatever became of it: none is proposed again. */
  readonly taken: ReadonlySet<string>;
  readings(metric: string): readonly Reading[];
}

const isFinite = ({ value, low, high }: Estimate) => [value, low, high].every(Number.isFinite);

export function observe(problem: Problem): Observations {
  const tried = relevantTrials(problem);
  // The models remember rows by candidate: one value stands for all that are equal.
  const known = new Map(tried.map(({ candidate }) => [candidateKey(candidate), candidate]));
  const keysIn = (state: TriedCandidate["state"]) =>
    new Set(tried.filter((trial) => trial.state === state).map(({ candidate }) => candidateKey(candidate)));
  const candidatesIn = (state: TriedCandidate["state"]) => [...keysIn(state)].flatMap((key) => known.get(key) ?? []);
  return {
    evaluated: candidatesIn("complete"),
    pending: candidatesIn("running"),
    failed: candidatesIn("failed"),
    taken: new Set(problem.tried.map(({ candidate }) => candidateKey(candidate))),
    readings: (metric) =>
      tried.flatMap(({ candidate, state, readings }) => {
        const estimate = readings[metric];
        if ((state !== "complete" && state !== "stopped") || estimate === undefined || !isFinite(estimate)) return [];
        return [{ candidate, estimate, isForecast: state === "stopped" }];
      }),
  };
}
