/** Small problems for searchers. */
import { createRandom, deriveSeed } from "../../../src/base/random.ts";
import type { Metric, Problem, Searcher, TriedCandidate } from "../../../src/search/problem.ts";
import type { Axis, Candidate } from "../../../src/search/space/axes.ts";
import { searchSpace, type SearchSpace } from "../../../src/search/space/space.ts";
import { exactly } from "../../../src/study/measurement.ts";

const ordinal: Axis = { name: "width", kind: "ordinal", values: [1, 2, 4, 8] };
const integer: Axis = { name: "depth", kind: "integer", low: 1, high: 3, scale: "linear" };
const categorical: Axis = { name: "kind", kind: "categorical", values: ["a", "b", "c"] };
const conditional: Axis = { name: "detail", kind: "ordinal", values: [0, 1], when: { axis: "kind", among: [2] } };
const float: Axis = { name: "rate", kind: "float", low: 1e-4, high: 1, scale: "log" };

const dividing = ([width = 0, depth = 1]: Candidate) => (width * 6) % depth === 0 && width !== depth;

/** 12 pairs of width and depth less two, with kinds a, b, and c in two details. */
export const discreteSpace = searchSpace([ordinal, integer, categorical, conditional], dividing);
export const mixedSpace = searchSpace([ordinal, integer, categorical, conditional, float], dividing);
export const spaces: readonly (readonly [string, SearchSpace])[] = [
  ["a discrete space", discreteSpace],
  ["a mixed space", mixedSpace],
  ["one float", searchSpace([float])],
  ["no choice at all", searchSpace([{ name: "one", kind: "ordinal", values: [5] }])],
];

export const metric = (name: string, changes: Partial<Metric> = {}): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: [],
  known: null,
  ...changes,
});

export function problemOf(
  space: SearchSpace,
  tried: readonly TriedCandidate[] = [],
  changes: Partial<Problem> = {},
): Problem {
  const metrics = [
    metric("loss", { bounds: [{ bound: "atMost", value: 0.9 }] }),
    metric("gain", { sign: -1 }),
    metric("sum", { known: (candidate) => candidate.reduce((sum, value) => sum + value, 0) }),
  ];
  return { space, metrics, features: [], tried, expectedTrials: 40, reference: null, ...changes };
}

/** A trial of which chance decides what was measured. */
export function triedBy(candidate: Candidate, state: TriedCandidate["state"], seed: number): TriedCandidate {
  const random = createRandom(deriveSeed(seed, candidate.join(" ")));
  const readings = { loss: exactly(random.uniform()), gain: exactly(random.uniform()) };
  return { candidate, state, readings: state === "complete" ? readings : {} };
}

/** A run of a searcher, one proposal at a time. */
export function runOf(
  search: Searcher,
  problem: Problem,
  trials: number,
  trialOf: (candidate: Candidate, index: number) => TriedCandidate,
  seed = 1,
): readonly TriedCandidate[] {
  const tried = [...problem.tried];
  while (tried.length < trials) {
    const [proposal] = search({ ...problem, tried }, 1, seed);
    if (proposal === undefined) break;
    tried.push(trialOf(proposal.candidate, tried.length));
  }
  return tried;
}
