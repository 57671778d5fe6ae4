/**
 * A search with axes of every kind, measured and known metrics, noise and a bound, whose values are sums and products, so
 * that they are the same in every engine and whatever differs is the search's own.
 */
import { createRandom, deriveSeed } from "../../src/base/random.ts";
import type { Estimate } from "../../src/study/measurement.ts";
import type { Metric, Problem, Searcher, TriedCandidate } from "../../src/search/problem.ts";
import type { Candidate } from "../../src/search/space/axes.ts";
import { searchSpace } from "../../src/search/space/space.ts";

const space = searchSpace(
  [
    { name: "rate", kind: "float", low: 1e-5, high: 1e-1, scale: "log" },
    { name: "weight", kind: "float", low: 0, high: 1, scale: "linear" },
    { name: "steps", kind: "integer", low: 10, high: 1000, scale: "log" },
    { name: "width", kind: "ordinal", values: [64, 128, 256, 512] },
    { name: "kind", kind: "categorical", values: ["plain", "gated", "sparse"] },
    { name: "gate", kind: "float", low: 0, high: 2, scale: "linear", when: { axis: "kind", among: [1] } },
  ],
  ([, weight = 0, , width = 0]) => width < 512 || weight < 0.9,
);

const size = ([, , , width = 0, kind = 0]: Candidate) => width * (3 + kind);

const metric = (name: string, changes: Partial<Metric> = {}): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: [],
  known: null,
  ...changes,
});

const metrics: readonly Metric[] = [
  metric("accuracy", { sign: -1, bounds: [{ bound: "atLeast", value: 0.2 }] }),
  metric("latency", { logarithmic: true }),
  metric("size", { logarithmic: true, known: size }),
];

const problemWith = (tried: readonly TriedCandidate[]): Problem => ({
  space,
  metrics,
  features: [],
  tried,
  expectedTrials: 16,
  reference: null,
});

/** As if it were measured, with a share of noise that the interval tells. */
const measured = (value: number, share: number, uniform: number): Estimate => {
  const seen = value * (1 + share * (uniform - 0.5));
  return { value: seen, low: seen * (1 - share), high: seen * (1 + share), samples: 20 };
};

function trialOf(candidate: Candidate, seed: number): TriedCandidate {
  const [rate = 0, weight = 0, steps = 0, width = 0, kind = 0, gate = 0] = candidate;
  const random = createRandom(seed);
  const accuracy = 0.9 - 40 / width - 8 / steps - (weight - 0.6) ** 2 - 0.1 * (gate - 1) ** 2 - 30 * rate;
  const latency = (1 + width / 100) * (1 + kind / 2) * (2 - weight);
  return {
    candidate,
    state: "complete",
    readings: { accuracy: measured(accuracy, 0.02, random.uniform()), latency: measured(latency, 0.05, random.uniform()) },
  };
}

/** Runs a search from its first trial on. @returns the values of everything it proposed */
export function mixedSearch(searcher: Searcher, trials: number, seed: number): number[][] {
  const tried: TriedCandidate[] = [];
  while (tried.length < trials) {
    const [proposal] = searcher(problemWith(tried), 1, seed);
    if (proposal === undefined) break;
    tried.push(trialOf(proposal.candidate, deriveSeed(seed, "noise", tried.length)));
  }
  return tried.map(({ candidate }) => [...candidate]);
}
