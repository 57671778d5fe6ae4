import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propose } from "../../src/search/propose.ts";
import type { Metric, Problem, TriedCandidate } from "../../src/search/problem.ts";
import { candidateKey, type Axis, type Candidate } from "../../src/search/space/axes.ts";
import { searchSpace, type SearchSpace } from "../../src/search/space/space.ts";
import { exactly } from "../../src/study/measurement.ts";

const objective = (name: string): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: [],
  known: null,
});

const mixedAxes: Axis[] = [
  { name: "layers", kind: "integer", low: 2, high: 12, scale: "linear" },
  { name: "hidden", kind: "ordinal", values: [128, 256, 384, 512] },
  { name: "heads", kind: "ordinal", values: [2, 3, 4] },
  { name: "attention", kind: "categorical", values: ["full", "linear", "window"] },
  { name: "reach", kind: "integer", low: 8, high: 128, scale: "log", when: { axis: "attention", among: [2] } },
  { name: "rate", kind: "float", low: 1e-5, high: 1e-1, scale: "log" },
];
const dividing = ([, hidden = 0, heads = 1]: Candidate) => hidden % heads === 0;

/** Best at 8 layers, window attention of reach 32 and a rate of 1e-3; larger costs more. */
function values([layers = 0, hidden = 0, heads = 0, attention = 0, reach = 0, rate = 0]: Candidate) {
  const error =
    (layers - 8) ** 2 / 20 + 100 / hidden + heads / 50 + ([0.3, 0.5, 0.1][attention] ?? 0) + (Math.log10(rate) + 3) ** 2 / 4;
  return { error: error + (attention === 2 ? Math.log2(reach / 32) ** 2 / 20 : 0), cost: (layers * hidden) / 1000 };
}

const complete = (candidate: Candidate): TriedCandidate => {
  const { error, cost } = values(candidate);
  return { candidate, state: "complete", readings: { error: exactly(error), cost: exactly(cost) } };
};

const problemOf = (space: SearchSpace, tried: readonly TriedCandidate[], more: Partial<Problem> = {}): Problem => ({
  space,
  metrics: [objective("error"), objective("cost")],
  features: [],
  tried,
  expectedTrials: 40,
  reference: null,
  ...more,
});

function run(space: SearchSpace, trials: number, seed: number): TriedCandidate[] {
  const tried: TriedCandidate[] = [];
  while (tried.length < trials) {
    const [next] = propose(problemOf(space, tried), 1, seed);
    if (next === undefined) break;
    tried.push(complete(next.candidate));
  }
  return tried;
}

const valueOf = ({ readings }: TriedCandidate, metric: string) => readings[metric]?.value ?? Number.NaN;

const keys = (candidates: readonly { readonly candidate: Candidate }[]) =>
  candidates.map(({ candidate }) => candidateKey(candidate));

describe("proposals in a mixed space with conditions", () => {
  const space = searchSpace(mixedAxes, dividing);
  const tried = run(space, 36, 1);

  it("are allowed and never made twice", () => {
    expect(tried).toHaveLength(36);
    expect(new Set(keys(tried)).size).toBe(36);
    expect(tried.filter(({ candidate }) => !space.has(candidate))).toEqual([]);
  });

  it("find what is good on every kind of axis", () => {
    const [best] = tried.toSorted((a, b) => valueOf(a, "error") - valueOf(b, "error"));
    const [layers = 0, , , attention, , rate = 0] = best?.candidate ?? [];
    expect(Math.abs(layers - 8)).toBeLessThanOrEqual(2);
    expect(attention).toBe(2);
    expect(Math.abs(Math.log10(rate) + 3)).toBeLessThan(0.7);
  });

  it("come in batches of different ones, away from those still running", () => {
    const running: TriedCandidate[] = propose(problemOf(space, tried), 4, 2).map(({ candidate }) => ({
      candidate,
      state: "running",
      readings: {},
    }));
    const next = propose(problemOf(space, [...tried, ...running]), 8, 2);
    expect(new Set([...keys(next), ...keys(running)]).size).toBe(12);
  });
});

describe("proposals", () => {
  const axes: Axis[] = [
    { name: "kind", kind: "categorical", values: ["a", "b", "c", "d"] },
    { name: "x", kind: "ordinal", values: [0, 1, 2, 3, 4, 5, 6, 7] },
    { name: "y", kind: "ordinal", values: [0, 1, 2, 3, 4] },
  ];
  const space = searchSpace(axes);
  const worth = ([kind = 0, x = 0, y = 0]: Candidate) => ({
    error: ([0.2, 0, 0.5, 0.9][kind] ?? 0) + (x - 5) ** 2 / 10 + 0.11 * y,
    cost: 0.3 * kind + 0.07 * x - 0.13 * y,
  });
  const triedOf = (candidates: readonly Candidate[]) =>
    candidates.map((candidate): TriedCandidate => {
      const { error, cost } = worth(candidate);
      return { candidate, state: "complete", readings: { error: exactly(error), cost: exactly(cost) } };
    });
  const some = fc.shuffledSubarray([...(space.all ?? [])], { minLength: 14, maxLength: 24 });

  it("do not depend on how categories are numbered", () => {
    fc.assert(
      fc.property(some, fc.constantFrom([1, 2, 3, 0], [3, 2, 1, 0], [2, 0, 3, 1]), (candidates, numbers) => {
        const renumbered = (candidate: Candidate) => candidate.map((v, axis) => (axis === 0 ? (numbers[v] ?? v) : v));
        const tried = triedOf(candidates);
        const other = tried.map((trial) => ({ ...trial, candidate: renumbered(trial.candidate) }));
        const [plain] = propose(problemOf(space, tried), 1, 3);
        const [relabelled] = propose(problemOf(space, other), 1, 3);
        expect(relabelled?.candidate).toEqual(plain && renumbered(plain.candidate));
      }),
      { numRuns: 12 },
    );
  });

  it("do not depend on units and zeros", () => {
    fc.assert(
      fc.property(some, fc.constantFrom(1e-3, 7, 1e4), fc.constantFrom(-50, 0, 3), (candidates, unit, zero) => {
        const tried = triedOf(candidates);
        const moved = tried.map((trial) => ({
          ...trial,
          readings: { ...trial.readings, error: exactly(zero * unit + unit * valueOf(trial, "error")) },
        }));
        expect(keys(propose(problemOf(space, moved), 1, 4))).toEqual(keys(propose(problemOf(space, tried), 1, 4)));
      }),
      { numRuns: 12 },
    );
  });

  it("are made whatever the data: nothing measured, failures only, numbers that are none, extremes", () => {
    const reading = fc.constantFrom(Number.NaN, Infinity, -1e9, 1e-9, 0, 1, 1e9, 1e300);
    const trial = fc.record({
      candidate: fc.constantFrom(...(space.all ?? [])),
      state: fc.constantFrom<TriedCandidate["state"][]>("complete", "complete", "running", "failed", "stopped"),
      readings: fc.record({ error: reading.map(exactly), cost: reading.map(exactly) }, { requiredKeys: [] }),
    });
    fc.assert(
      fc.property(fc.array(trial, { maxLength: 30 }), fc.boolean(), (tried, bounded) => {
        const metrics = bounded
          ? [objective("error"), { ...objective("cost"), bounds: [{ bound: "atMost", value: 0.5 } as const] }]
          : [objective("error"), objective("cost")];
        const proposals = propose(problemOf(space, tried, { metrics }), 3, 5);
        const taken = new Set(keys(tried));
        expect(proposals).toHaveLength(3);
        expect(proposals.every(({ candidate }) => space.has(candidate) && !taken.has(candidateKey(candidate)))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("search for feasibility while nothing is feasible", () => {
    // Only kind d with x above 5 meets the bound.
    const slack = ([kind = 0, x = 0]: Candidate) => (kind === 3 ? 0 : 2) + (7 - x);
    const metrics = [objective("error"), { ...objective("slack"), isObjective: false, bounds: [{ bound: "atMost", value: 1.5 } as const] }];
    let tried: TriedCandidate[] = [];
    for (let trial = 0; trial < 20; trial++) {
      const [next] = propose(problemOf(space, tried, { metrics }), 1, 6);
      if (next === undefined) throw new Error("the space is not exhausted");
      const { candidate } = next;
      const readings = { error: exactly(worth(candidate).error), slack: exactly(slack(candidate)) };
      tried = [...tried, { candidate, state: "complete", readings }];
    }
    const feasible = tried.filter((trial) => valueOf(trial, "slack") <= 1.5);
    // 10 of 160 are feasible.
    expect(feasible.length).toBeGreaterThanOrEqual(5);
  });
});

describe("proposals of a model of few trials", () => {
  const along = (name: string): Axis => ({ name, kind: "float", low: 0, high: 1, scale: "linear" });
  const measured = (values: Readonly<Record<string, number>>, ...place: number[]): TriedCandidate => ({
    candidate: Float64Array.from(place),
    state: "complete",
    readings: Object.fromEntries(Object.entries(values).map(([metric, value]) => [metric, exactly(value)])),
  });

  it("stay near the front, not near all that was tried", () => {
    const tried = [[0, 0.3], [0.05, 0], [0.1, 0.3], [0.8, 0.05]].map(([x = 0, error = 0]) => measured({ error }, x));
    const problem = problemOf(searchSpace([along("x")]), tried, { metrics: [objective("error")] });
    for (const seed of [1, 2, 3]) {
      const [next] = propose(problem, 1, seed);
      expect(next?.origin).toBe("model");
      // The best, 0.05, and the radius 0.2 + 0.3 · 4 / 10; less is known of what lies round 0.8.
      expect(next?.candidate[0]).toBeLessThanOrEqual(0.37);
    }
  });

  it("are looked for beyond the front's ends only where metrics have bounds", () => {
    const tried = [
      measured({ error: 0, slack: 0 }, 0.6, 0.6),
      measured({ error: 1, slack: 0 }, 0.4, 0.5),
      measured({ error: 2, slack: 0 }, 0.9, 0.9),
      measured({ error: 3, slack: 0 }, 0.7, 0.2),
    ];
    const looksBeyond = (bounds: Metric["bounds"]) => {
      let looked = false;
      const cost = (candidate: Candidate) => {
        const [x = 0, y = 0] = candidate;
        // From (0.6, 0.6) to (0.4, 0.5), and half as far again.
        looked ||= Math.hypot(x - 0.3, y - 0.45) < 1e-9;
        return x;
      };
      const metrics = [objective("error"), { ...objective("cost"), known: cost }, { ...objective("slack"), isObjective: false, bounds }];
      propose(problemOf(searchSpace([along("x"), along("y")]), tried, { metrics }), 1, 1);
      return looked;
    };
    expect(looksBeyond([])).toBe(false);
    expect(looksBeyond([{ bound: "atMost", value: 1 }])).toBe(true);
  });
});
