import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/random.ts";
import { checks } from "../../../src/search/explain/checks.ts";
import { explain, why } from "../../../src/search/explain/explain.ts";
import { interval } from "../../../src/search/explain/predictions.ts";
import { modelsOf } from "../../../src/search/models.ts";
import type { Metric, Problem } from "../../../src/search/problem.ts";
import type { Axis } from "../../../src/search/space/axes.ts";
import { searchSpace } from "../../../src/search/space/space.ts";
import { encode } from "../../../src/search/surrogate/encoding.ts";
import { condition, predict } from "../../../src/search/surrogate/gaussian-process.ts";
import { noiseOfExactValues } from "../../../src/search/surrogate/priors.ts";
import { scaled, unscaled, fitScale } from "../../../src/search/surrogate/scale.ts";
import { explain as explainStudy, suggest, why as whyTrial } from "../../../src/search/index.ts";
import { exactly } from "../../../src/study/measurement.ts";
import { runStudy } from "../stand-in.ts";
import { studyWith } from "../../suites/studies.ts";

const axis = (name: string): Axis => ({ name, kind: "ordinal", values: [0, 1, 2, 3, 4, 5, 6, 7] });
const metric = (name: string): Metric => ({
  name,
  isObjective: true,
  sign: 1,
  logarithmic: false,
  bounds: [],
  known: null,
});

/** Loss falls with `strong`, barely with `weak`; cost rises with `strong`; `idle` does nothing. */
function problem(trials: number, seed: number): Problem {
  const space = searchSpace([axis("strong"), axis("weak"), axis("idle")]);
  const random = createRandom(seed);
  const all = random.shuffled(space.all ?? []);
  return {
    space,
    metrics: [metric("loss"), metric("cost")],
    features: [],
    tried: all.slice(0, trials).map((candidate) => {
      const [strong = 0, weak = 0] = candidate;
      const readings = { loss: exactly(10 - strong - 0.3 * weak), cost: exactly(strong) };
      return { candidate, state: "complete", readings };
    }),
    expectedTrials: 40,
    reference: null,
  };
}

describe("an explanation", () => {
  const explained = explain(problem(24, 1), 1);

  it("tells which axis matters", () => {
    const { loss = {}, cost = {} } = explained.importance;
    // Variances of independent axes: 1 and 0.3² parts.
    expect(loss.strong).toBeCloseTo(1 / 1.09, 1);
    expect(loss.weak).toBeCloseTo(0.09 / 1.09, 1);
    expect(loss.idle).toBeLessThan(0.02);
    expect(cost.strong).toBeGreaterThan(0.97);
  });

  it("says what it expects of the next candidate, and is right", () => {
    const { next } = explained;
    if (next === null) throw new Error("the space is not exhausted");
    const [strong = 0, weak = 0] = next.candidate;
    const { loss } = next.predicted;
    expect(loss?.value).toBeCloseTo(10 - strong - 0.3 * weak, 0);
    expect(loss?.low).toBeLessThan(10 - strong - 0.3 * weak);
    expect(loss?.high).toBeGreaterThan(10 - strong - 0.3 * weak);
    expect(next.chance).toBeGreaterThan(0.5);
    expect(next.gain).toBeGreaterThan(0);
  });

  it("expects nothing of what is clearly dominated", () => {
    const data = problem(40, 2);
    const poor = why(data, Float64Array.of(3, 0, 0), 1);
    const good = why(data, Float64Array.of(3, 7, 7), 1);
    expect(poor.chance).toBeLessThan(0.1);
    expect(good.chance).toBeGreaterThan(0.3);
    expect(good.gain ?? 0).toBeGreaterThan(poor.gain ?? 1);
  });

  it("checks each trial against the model of all others", () => {
    const { loss = [] } = explained.checks;
    expect(loss).toHaveLength(24);
    const inside = loss.filter(({ measured, low, high }) => measured >= low && measured <= high);
    expect(inside.length).toBeGreaterThanOrEqual(22);
  });

  it("is silent about what nobody knows yet", () => {
    const nothing = explain(problem(0, 1), 1);
    expect(nothing.next).toMatchObject({ origin: "space-filling", chance: null, gain: null });
    expect(nothing.checks).toEqual({ loss: [], cost: [] });
  });
});

describe("a leave-one-out check", () => {
  it("is what the model says without the trial, its hyperparameters kept", () => {
    const models = modelsOf(problem(7, 3), 3);
    const [outcome] = models.outcomes;
    if (outcome?.kind !== "modelled") throw new Error("the loss is measured");
    const { scale, process } = outcome;
    const readings = models.observations.readings("loss");
    const { loss = [] } = checks(models);
    readings.forEach(({ candidate }, left) => {
      const others = readings.filter((_, index) => index !== left);
      const data = {
        ...encode(
          models.encoding,
          others.map((reading) => reading.candidate),
        ),
        targets: Float64Array.from(others, ({ estimate }) => scaled(scale, estimate.value)),
        variances: new Float64Array(others.length),
        noise: noiseOfExactValues,
      };
      const { hyperparameters } = process;
      const { mean, variance } = predict(condition(data, hyperparameters), encode(models.encoding, [candidate]));
      const deviation = Math.sqrt((variance[0] ?? NaN) + hyperparameters.noise);
      const expected = interval(scale, mean[0] ?? NaN, deviation);
      expect(loss[left]?.value).toBeCloseTo(expected.value, 8);
      expect(loss[left]?.high).toBeCloseTo(expected.high, 8);
    });
    expect(loss).toHaveLength(7);
  });
});

describe("a scale", () => {
  it("goes back to measured values", () => {
    for (const options of [
      { sign: 1, logarithmic: true, bounds: [] },
      { sign: -1, logarithmic: false, bounds: [] },
    ] as const) {
      const scale = fitScale([1, 2, 4, 5], options);
      for (const value of [1, 3, 5]) expect(unscaled(scale, scaled(scale, value))).toBeCloseTo(value, 12);
    }
  });
});

describe("a study's explanation", () => {
  const study = runStudy((each, seed) => suggest(each, 1, seed), 14, 1);

  it("names architectures, axes and metrics of the study", () => {
    const { next, importance, checks } = explainStudy(study, 1);
    expect(next?.architecture).toEqual(suggest(study, 1, 1)[0]?.architecture);
    expect(Object.keys(importance)).toEqual(["mlmAccuracy", "latencyMs"]);
    expect(Object.keys(importance.latencyMs ?? {})).toContain("numFeedforwardNetworks");
    expect(checks.latencyMs).toHaveLength(14);
  });

  it("says of a trial what was expected before it began", () => {
    const ordered = {
      ...study,
      trials: study.trials.map((trial, index) => ({ ...trial, startedAt: 2 * index, finishedAt: 2 * index + 1 })),
    };
    const last = ordered.trials.at(-1);
    const expected = whyTrial(ordered, last?.id ?? -1, 1);
    const actual = last?.measurement?.metrics.latencyMs?.value ?? NaN;
    expect(expected?.predicted.latencyMs?.low).toBeLessThan(actual * 1.5);
    expect(expected?.predicted.latencyMs?.high).toBeGreaterThan(actual / 1.5);
    // Only 13 trials were known.
    const without = whyTrial({ ...ordered, trials: [...ordered.trials.slice(0, 13), ...(last ? [last] : [])] }, last?.id ?? -1, 1);
    expect(expected).toEqual(without);
    expect(whyTrial(studyWith([]), 5, 1)).toBeNull();
  });
});
