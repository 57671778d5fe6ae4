/** What every searcher keeps, whatever its method: run it on yours. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import { architectureKey, type Architecture } from "../../src/study/architecture.ts";
import { knownMetrics } from "../../src/study/known-metrics.ts";
import type { Estimate } from "../../src/study/measurement.ts";
import type { Constraint, Objective, Requirements } from "../../src/study/requirements.ts";
import { validSpace } from "../../src/study/space.ts";
import { architectures } from "./space.ts";
import type { Study, Suggestion, Trial } from "../../src/study/study.ts";
import { device, studyWith, teacher, trialWith } from "./studies.ts";

export type Suggest = (
  study: Study,
  count: number,
  seed: number,
) => readonly Suggestion[] | Promise<readonly Suggestion[]>;

/** 2 · 2 · 3 · 3 · 2 less the pairs of bottleneck and heads that do not divide. */
export const smallSpace = {
  numHiddenLayers: [2, 4],
  hiddenSize: [64, 128],
  intraBottleneckSize: [30, 32, 48],
  numAttentionHeads: [1, 3, 4],
  intermediateSize: [64, 256],
  numFeedforwardNetworks: [1],
};

const accuracy: Objective = { metric: "mlmAccuracy", direction: "maximise" };
const latency: Objective = { metric: "latencyMs", direction: "minimise" };
const memory: Objective = { metric: "peakBytes", direction: "minimise" };
const size: Objective = { metric: "parameters", direction: "minimise" };

const estimate = (value: number, width = 0): Estimate => ({
  value,
  low: value - width,
  high: value + width,
  samples: width > 0 ? 50 : 0,
});

const small: Partial<Requirements> = {
  space: smallSpace,
  objectives: [accuracy, latency],
  budget: { kind: "trials", trials: 8 },
};

/** Trials of a study in every state, made from numbers. */
const trialsArbitrary = (awkward: boolean): fc.Arbitrary<Trial[]> => {
  const value = awkward
    ? fc.oneof(fc.constantFrom(0, 1e-9, 1, 1e9, 1e300, -5), fc.double({ min: -1e12, max: 1e12, noNaN: true }))
    : fc.double({ min: 0.01, max: 1, noNaN: true });
  const all = [...architectures({ ...studyWith([], small).requirements })];
  return fc
    .array(
      fc.record({
        architecture: fc.constantFrom(...all),
        mlm: value,
        ms: value,
        bytes: value,
        state: fc.constantFrom(
          "complete",
          "complete",
          "complete",
          "infeasible",
          "running",
          "stopped",
        ) satisfies fc.Arbitrary<Trial["state"]>,
        key: fc.constantFrom("one", "two"),
        role: fc.constantFrom("candidate", "candidate", "baseline", "regular") satisfies fc.Arbitrary<Trial["role"]>,
        width: fc.constantFrom(0, 0.01, 10),
      }),
      { maxLength: 14 },
    )
    .map((drawn) =>
      drawn.map(({ architecture, mlm, ms, bytes, state, key, role, width }, id) => {
        const metrics =
          state === "complete"
            ? { mlmAccuracy: estimate(mlm, width), latencyMs: estimate(ms, width), peakBytes: estimate(bytes) }
            : {};
        const measured = trialWith(metrics, {
          id,
          architecture,
          state,
          role,
          device: { ...device, key },
          finishedAt: id,
        });
        return state === "complete" ? measured : { ...measured, measurement: null };
      }),
    );
};

const requirementsArbitrary: fc.Arbitrary<Partial<Requirements>> = fc
  .record({
    objectives: fc.constantFrom<Objective[][]>(
      [accuracy],
      [latency, accuracy],
      [accuracy, latency, size],
      [accuracy, latency, memory, size],
      [size],
    ),
    constraints: fc.constantFrom<Constraint[][]>(
      [],
      [{ metric: "latencyMs", bound: "atMost", value: 0.5 }],
      [
        { metric: "mlmAccuracy", bound: "atLeast", value: 0.9 },
        { metric: "parameters", bound: "atMost", value: 300_000 },
      ],
      [
        { metric: "peakBytes", bound: "atMost", value: 1e6 },
        { metric: "peakBytes", bound: "atLeast", value: 1 },
      ],
    ),
    trials: fc.constantFrom(1, 8, 40),
  })
  .map(({ objectives, constraints, trials }) => ({
    ...small,
    objectives,
    constraints,
    budget: { kind: "trials", trials },
  }));

const keysOf = (suggestions: readonly Suggestion[]) =>
  suggestions.map(({ architecture }) => architectureKey(architecture));

function expectProper(study: Study, count: number, suggestions: readonly Suggestion[]): void {
  const { requirements } = study;
  const space = validSpace(requirements);
  const tried = study.trials
    .filter(({ role }) => role !== "regular")
    .map(({ architecture }) => architectureKey(architecture));
  const keys = keysOf(suggestions);
  expect(suggestions.length).toBeLessThanOrEqual(count);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => tried.includes(key))).toEqual([]);
  for (const { architecture, origin } of suggestions) {
    expect(space.has(architecture)).toBe(true);
    expect(["space-filling", "model", "exploration"]).toContain(origin);
    expect(meetsKnown(architecture, requirements)).toBe(true);
  }
  const free = [...architectures(requirements)].filter(
    (architecture) => meetsKnown(architecture, requirements) && !tried.includes(architectureKey(architecture)),
  );
  expect(suggestions.length).toBe(Math.min(count, free.length));
}

function meetsKnown(architecture: Architecture, requirements: Requirements): boolean {
  const { parameters } = knownMetrics(architecture, requirements, teacher);
  return requirements.constraints.every(({ metric, value }) => metric !== "parameters" || parameters <= value);
}

export function describeSearcher(name: string, suggest: Suggest): void {
  describe(`${name} as a searcher`, () => {
    it("begins from nothing, inside the space", async () => {
      const study = studyWith([], small);
      expectProper(study, 3, await suggest(study, 3, 1));
    });

    it("repeats itself for a seed, and leaves the study as it was", async () => {
      await fc.assert(
        fc.asyncProperty(trialsArbitrary(false), fc.nat(100), async (trials, seed) => {
          const study = studyWith(trials, small);
          const before = JSON.stringify(study);
          expect(await suggest(study, 2, seed)).toEqual(await suggest(JSON.parse(before), 2, seed));
          expect(JSON.stringify(study)).toBe(before);
        }),
        { numRuns: 15 },
      );
    });

    it("does not care for the order of trials", async () => {
      await fc.assert(
        fc.asyncProperty(trialsArbitrary(false), fc.nat(100), async (trials, seed) => {
          const shuffled = createRandom(seed).shuffled(trials);
          expect(await suggest(studyWith(shuffled, small), 2, seed)).toEqual(
            await suggest(studyWith(trials, small), 2, seed),
          );
        }),
        { numRuns: 15 },
      );
    });

    it("proposes only valid, new, permitted architectures, as many as there are, whatever the data", async () => {
      await fc.assert(
        fc.asyncProperty(
          trialsArbitrary(true),
          requirementsArbitrary,
          fc.nat(100),
          async (trials, requirements, seed) => {
            const study = studyWith(trials, requirements);
            expectProper(study, 3, await suggest(study, 3, seed));
          },
        ),
        { numRuns: 60 },
      );
    });

    it("ends when the space is exhausted", async () => {
      const all = [...architectures(studyWith([], small).requirements)];
      const trialOf = (architecture: Architecture, id: number) =>
        trialWith({ mlmAccuracy: 0.1 + 0.01 * (id % 7), latencyMs: 1 + (id % 5) }, { id, architecture });
      const almost = studyWith(all.slice(0, -2).map(trialOf), small);
      const last = await suggest(almost, 5, 1);
      expect(new Set(keysOf(last))).toEqual(new Set(all.slice(-2).map(architectureKey)));
      expect(await suggest(studyWith(all.map(trialOf), small), 5, 1)).toEqual([]);
    });

    it("knows a space of one architecture", async () => {
      const one = {
        ...small,
        space: {
          ...smallSpace,
          numHiddenLayers: [2],
          hiddenSize: [64],
          intraBottleneckSize: [32],
          numAttentionHeads: [4],
          intermediateSize: [64],
        },
      };
      expect(validSpace(studyWith([], one).requirements).count).toBe(1);
      const [only] = await suggest(studyWith([], one), 2, 1);
      expect(only && architectureKey(only.architecture)).toBe("2-64-32-4-64-1");
    });

    it("finds its way in a space of billions, under constraints on known metrics", async () => {
      const upTo = (count: number, step: number) => Array.from({ length: count }, (_, index) => (index + 1) * step);
      const large: Partial<Requirements> = {
        ...small,
        space: {
          numHiddenLayers: upTo(24, 1),
          hiddenSize: upTo(64, 16),
          intraBottleneckSize: upTo(32, 16),
          numAttentionHeads: upTo(12, 1),
          intermediateSize: upTo(64, 32),
          numFeedforwardNetworks: upTo(8, 1),
        },
        constraints: [{ metric: "parameters", bound: "atMost", value: 150_000 }],
      };
      const empty = studyWith([], large);
      const trials = (await suggest(empty, 6, 3)).map(({ architecture }, id) =>
        trialWith({ mlmAccuracy: 0.3 + 0.05 * id, latencyMs: 1 + id }, { id, architecture }),
      );
      const study = studyWith(trials, large);
      const suggestions = await suggest(study, 2, 3);
      expect(suggestions).toHaveLength(2);
      for (const { architecture } of [...suggestions, ...trials]) {
        expect(validSpace(study.requirements).has(architecture)).toBe(true);
        expect(meetsKnown(architecture, study.requirements)).toBe(true);
      }
      expect(
        new Set([...keysOf(suggestions), ...trials.map(({ architecture }) => architectureKey(architecture))]).size,
      ).toBe(8);
    });
  });
}
