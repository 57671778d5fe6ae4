import { describe, expect, it } from "vitest";
import { modelsOf } from "../../../src/search/models.ts";
import type { Metric, Problem, Source, TriedCandidate } from "../../../src/search/problem.ts";
import { propose } from "../../../src/search/propose.ts";
import type { Axis, Candidate } from "../../../src/search/space/axes.ts";
import { searchSpace } from "../../../src/search/space/space.ts";
import { exactly } from "../../../src/study/measurement.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const axes: Axis[] = [
  { name: "x", kind: "ordinal", values: upTo(9) },
  { name: "y", kind: "ordinal", values: upTo(9) },
  { name: "z", kind: "ordinal", values: upTo(3) },
];
const space = searchSpace(axes, ([x = 0, y = 0]) => (x + y) % 4 !== 3);
const metric = (name: string, logarithmic = false): Metric => ({
  name, isObjective: true, sign: 1, logarithmic, bounds: [], known: null,
});
const metrics = [metric("error"), metric("cost", true)];
/** The front: y = 4, z = 0, any x. */
const worth = ([x = 0, y = 0, z = 0]: Candidate) => ({
  error: (8 - x) ** 2 / 64 + (y - 4) ** 2 / 16 + 0.2 * z,
  cost: 1 + x + 0.5 * (y - 4) ** 2 + z,
});
const isBest = ([, y, z]: Candidate) => y === 4 && z === 0;
const all = space.all ?? [];
const trialsOf = (values: (candidate: Candidate) => Readonly<Record<string, number>>): Source["trials"] =>
  all.filter((_, index) => index % 7 === 1).map((candidate) => ({ candidate, values: values(candidate) }));

/** Everywhere three times the cost and half again the error. */
const related: Source = {
  name: "related",
  trials: trialsOf((candidate) => ({ error: 0.1 + 1.5 * worth(candidate).error, cost: 3 * worth(candidate).cost })),
};
const misleading: Source = {
  name: "misleading",
  trials: trialsOf((candidate) => ({ error: 3 - worth(candidate).error, cost: 1 / worth(candidate).cost })),
};

const problemOf = (tried: readonly TriedCandidate[], sources: readonly Source[]): Problem => ({
  space, metrics, features: [], tried, sources, expectedTrials: 16, reference: null,
});

function run(count: number, sources: readonly Source[], seed: number) {
  const origins: string[] = [];
  const tried: TriedCandidate[] = [];
  while (tried.length < count) {
    const [next] = propose(problemOf(tried, sources), 1, seed);
    if (next === undefined) throw new Error("the space is not exhausted");
    const { error, cost } = worth(next.candidate);
    tried.push({ candidate: next.candidate, state: "complete", readings: { error: exactly(error), cost: exactly(cost) } });
    origins.push(next.origin);
  }
  return { origins, tried };
}

describe("the first trials after an earlier study", () => {
  it("are the study's own and the earlier one's best in turns, then the model's that learns from it", () => {
    const { origins, tried } = run(8, [related], 1);
    expect(origins.slice(0, 4)).toEqual(["space-filling", "earlier study", "space-filling", "earlier study"]);
    expect(origins.filter((origin) => origin === "space-filling").length).toBe(4);
    expect([1, 3].every((turn) => isBest(tried[turn]?.candidate ?? new Float64Array(3)))).toBe(true);
    expect(origins[5]).toBe("model");
  });

  it("are not asked of a study that is contradicted", () => {
    const { origins, tried } = run(8, [misleading], 1);
    expect(origins).toEqual(["space-filling", "earlier study", "space-filling", "earlier study", ...Array(4).fill("space-filling")]);
    const { outcomes } = modelsOf(problemOf(tried, [misleading]), 1);
    expect(outcomes.map((outcome) => outcome.kind === "modelled" && outcome.lesson?.kind)).toEqual(["refuted", "refuted"]);
  });

  it("are as ever where the earlier study measured nothing of use", () => {
    const elsewhere: Source = { name: "memory", trials: trialsOf(() => ({ bytes: 3 })) };
    const few: Source = { name: "short", trials: related.trials.slice(0, 3) };
    const plain = run(6, [], 2);
    expect(run(6, [elsewhere, few], 2)).toEqual(plain);
  });

  it("may be trials of the earlier study, and never what cannot be built", () => {
    const foreign: Source = {
      ...related,
      trials: [
        ...related.trials,
        // Outside of the space, and against its predicate; both better than anything inside.
        { candidate: Float64Array.of(20, 4, 0), values: { error: 0.01, cost: 0.1 } },
        { candidate: Float64Array.of(3, 4, 0), values: { error: 0.01, cost: 0.1 } },
      ],
    };
    for (const seed of [1, 2]) {
      const proposals = propose(problemOf([], [foreign]), 8, seed);
      expect(proposals.filter(({ candidate }) => !space.has(candidate))).toEqual([]);
      expect(proposals.filter(({ origin }) => origin === "earlier study").length).toBeGreaterThanOrEqual(3);
    }
  });
});
