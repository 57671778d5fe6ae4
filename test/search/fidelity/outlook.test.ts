import { describe, expect, it } from "vitest";
import { predictions } from "../../../src/search/explain/predictions.ts";
import { explain, outlook, suggest } from "../../../src/search/index.ts";
import { modelsOf } from "../../../src/search/models.ts";
import { observe } from "../../../src/search/observations.ts";
import { candidateOf, problemOf } from "../../../src/search/of-study.ts";
import { architectureKey, type Architecture } from "../../../src/study/architecture.ts";
import { stepAt } from "../../../src/study/early-stopping.ts";
import { defaultRequirements, type Requirements } from "../../../src/study/requirements.ts";
import { validSpace } from "../../../src/study/space.ts";
import type { Study, Trial } from "../../../src/study/study.ts";
import { studyWith, trialWith } from "../../suites/studies.ts";

/** Flash: 10 steps of transfer a layer, then 40 of distillation. */
const requirements: Requirements = {
  ...defaultRequirements,
  objectives: [
    { metric: "mlmAccuracy", direction: "maximise" },
    { metric: "flops", direction: "minimise" },
  ],
  schedule: { ...defaultRequirements.schedule, transferStepsPerLayer: 200, distillationSteps: 800, flashShare: 0.05 },
};
const space = validSpace(requirements);
const near = (value: number) => ({ value, low: value - 0.005, high: value + 0.005, samples: 1000 });

/** A curve that lies at this loss all through distillation. */
const curveAt = (loss: number, architecture: Architecture) =>
  Array.from({ length: 40 }, (_, step) => ({ step: stepAt(0, { architecture }, requirements) + step, loss, stage: 4 }));

/** Whose accuracy is a tenth of what its loss stays below 8: losses from 4 to 6, accuracies from 0.2 to 0.4. */
const finished = (id: number): Trial => {
  const architecture = space.at((id * 97 + 31) % space.count);
  const loss = 4 + (id * 7) % 10 * 0.2;
  return trialWith({ mlmAccuracy: near((8 - loss) / 10), flops: 1 }, { id, architecture, curve: curveAt(loss, architecture) });
};
/** The largest of all, so that nothing but accuracy can bring it to the front. */
const largest = space.at(space.count - 1);
const running = (loss: number): Trial =>
  trialWith({}, { id: 99, state: "running", measurement: null, finishedAt: null, architecture: largest, curve: curveAt(loss, largest) });

const study = (count: number, ...others: Trial[]): Study =>
  studyWith([...Array.from({ length: count }, (_, id) => finished(id)), ...others], requirements);

describe("outlook", () => {
  it("expects what finished trials came to from such a loss", () => {
    const forecast = outlook(study(10, running(5)), 99, 0.2, 1);
    const { value = 0, low = 0, high = 0, samples } = forecast?.metrics.mlmAccuracy ?? {};
    expect(value).toBeCloseTo(0.3, 2);
    expect([low < 0.3, high > 0.3, samples]).toEqual([true, true, 10]);
    expect(Object.keys(forecast?.metrics ?? {})).toEqual(["mlmAccuracy"]);
    expect(forecast?.share).toBe(0.2);
  });

  it("gives up a costly student that learns badly, and none that learns best of all", () => {
    expect(outlook(study(10, running(6.5)), 99, 0.2, 1)?.chance).toBeLessThan(0.01);
    expect(outlook(study(10, running(3)), 99, 0.2, 1)?.chance).toBeGreaterThan(0.9);
  });

  it("gives up no student that nothing measured can dominate: the smallest of all", () => {
    const smallest = space.at(0);
    const trial = { ...running(6.5), architecture: smallest, curve: curveAt(6.5, smallest) };
    expect(outlook(study(10, trial), 99, 0.2, 1)?.chance).toBeCloseTo(1, 6);
  });

  it("looks at the curve up to the rung alone", () => {
    const trial = running(5);
    const end = stepAt(0.2, trial, requirements);
    const fallen = trial.curve.map((point) => (point.step < end ? point : { ...point, loss: 1 }));
    const begun = trial.curve.filter(({ step }) => step < end);
    const [whole, other, cut] = [trial.curve, fallen, begun].map((curve) => outlook(study(10, { ...trial, curve }), 99, 0.2, 1));
    expect(other).toEqual(whole);
    expect(cut).toEqual(whole);
    expect(outlook(study(10, { ...trial, curve: fallen }), 99, 0.5, 1)).not.toEqual(whole);
  });

  it("says nothing of trials it cannot compare", () => {
    expect(outlook(study(5, running(6.5)), 99, 0.2, 1)).toBeNull();
    expect(outlook(study(10, { ...running(6.5), curve: [] }), 99, 0.2, 1)).toBeNull();
    expect(outlook(study(10), 99, 0.2, 1)).toBeNull();
    // Regular distillation is another schedule.
    const regular = (trial: Trial): Trial => ({ ...trial, role: "regular" });
    const { trials } = study(10, running(6.5));
    const fewFlash = trials.map((trial) => (trial.id > 4 && trial.id < 99 ? regular(trial) : trial));
    expect(outlook(studyWith(fewFlash, requirements), 99, 0.2, 1)).toBeNull();
  });
});

describe("a trial that was stopped early", () => {
  const forecast = { share: 0.2, chance: 0.01, metrics: { mlmAccuracy: { value: 0.1, low: 0.08, high: 0.12, samples: 10 } } };
  const stopped: Trial = { ...running(6.5), state: "stopped", finishedAt: 1, forecast };

  it("is evidence, but no measurement", () => {
    const observations = observe(problemOf(study(3, stopped)));
    expect(observations.readings("mlmAccuracy").at(-1)).toEqual({
      candidate: candidateOf(largest),
      estimate: forecast.metrics.mlmAccuracy,
      isForecast: true,
    });
    expect(observations.evaluated).toHaveLength(3);
    const { checks } = explain(study(8, stopped), 1);
    expect(checks["mlmAccuracy"]).toHaveLength(8);
  });

  it("teaches the model: its neighbours are expected to be as bad", () => {
    const neighbour = candidateOf({ ...largest, numFeedforwardNetworks: 2 });
    const expectedIn = (known: Study) => predictions(modelsOf(problemOf(known), 1), [neighbour])[0]?.["mlmAccuracy"]?.value ?? 0;
    expect(expectedIn(study(10, stopped))).toBeLessThan(expectedIn(study(10)) - 0.05);
  });

  it("is not proposed again", () => {
    const tiny = { ...requirements, space: Object.fromEntries(Object.entries(largest).map(([axis, value]) => [axis, [value]])) };
    const one = { ...study(0, stopped), requirements: { ...tiny, space: { ...requirements.space, ...tiny.space, numHiddenLayers: [3, 4] } } };
    const proposed = suggest(one, 5, 1).map(({ architecture }) => architectureKey(architecture));
    expect(proposed).toHaveLength(1);
    expect(proposed).not.toContain(architectureKey(largest));
  });
});
