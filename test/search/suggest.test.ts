import { describe, expect, it } from "vitest";
import { mean } from "../../src/base/statistics.ts";
import { suggest } from "../../src/search/index.ts";
import { architectureKey, type Architecture } from "../../src/study/architecture.ts";
import { exactly } from "../../src/study/measurement.ts";
import type { MetricName } from "../../src/study/metrics.ts";
import { isFeasible } from "../../src/study/pareto.ts";
import { architectures } from "../suites/space.ts";
import type { Study } from "../../src/study/study.ts";
import { smallSpace } from "../suites/searcher.ts";
import { studyWith, trialWith } from "../suites/studies.ts";
import {
  hypervolumeShare,
  type Chooser,
  randomChooser,
  runStudy,
  students576,
  trialOf,
  trueMetrics,
} from "./stand-in.ts";
import { defaultRequirements } from "../../src/study/requirements.ts";

const one = (study: Study, seed: number) => suggest(study, 1, seed);
const keys = (study: Study, count: number, seed: number) =>
  suggest(study, count, seed).map(({ architecture }) => architectureKey(architecture));

/** The study with every value of a metric changed. */
const changed = (study: Study, metric: MetricName, change: (value: number) => number): Study => ({
  ...study,
  trials: study.trials.map((trial) => {
    const before = trial.measurement?.metrics[metric];
    if (before === undefined || trial.measurement === null) return trial;
    const { value, low, high, samples } = before;
    const estimate = { value: change(value), low: change(low), high: change(high), samples };
    return {
      ...trial,
      measurement: { ...trial.measurement, metrics: { ...trial.measurement.metrics, [metric]: estimate } },
    };
  }),
});

describe("suggest", () => {
  it("fills the space first, then trusts its model, now and then explores", () => {
    const { trials } = runStudy(one, 24, 2);
    const origins = trials.map(({ origin }) => origin);
    // One more than the axes.
    expect(new Set(origins.slice(0, 6))).toEqual(new Set(["space-filling"]));
    expect(origins.slice(6)).not.toContain("space-filling");
    expect(origins.filter((origin) => origin === "model").length).toBeGreaterThan(10);
  });

  it("beats random search clearly", () => {
    const share = (choose: Chooser) => [1, 2, 3, 4, 5].map((seed) => hypervolumeShare(runStudy(choose, 20, seed), 20));
    const [model, random] = [share(one), share(randomChooser)];
    expect(mean(model)).toBeGreaterThan(mean(random) + 0.04);
    expect(Math.min(...model)).toBeGreaterThan(mean(random));
  });

  it("does not care in which unit or from which zero a metric is measured", () => {
    for (const seed of [1, 2, 3]) {
      const study = runStudy(one, 12, seed);
      expect(
        keys(
          changed(study, "latencyMs", (value) => value * 1000),
          2,
          seed,
        ),
      ).toEqual(keys(study, 2, seed));
      expect(
        keys(
          changed(study, "mlmAccuracy", (value) => 3 * value - 1),
          2,
          seed,
        ),
      ).toEqual(keys(study, 2, seed));
    }
  });

  it("proposes several different architectures at once", () => {
    const study = runStudy(one, 14, 4);
    expect(new Set(keys(study, 4, 4)).size).toBe(4);
  });

  it("spreads out from what is still in training", () => {
    const study = runStudy(one, 14, 5);
    const [first] = one(study, 5);
    if (first === undefined) throw new Error("nothing was suggested");
    const running = trialWith(
      {},
      { id: 99, architecture: first.architecture, state: "running", measurement: null, finishedAt: null },
    );
    const next = one({ ...study, trials: [...study.trials, running] }, 5);
    expect(next.map(({ architecture }) => architectureKey(architecture))).not.toContain(
      architectureKey(first.architecture),
    );
  });

  it("does not look at regular distillation", () => {
    const study = runStudy(one, 12, 6);
    const best = trialWith(
      { mlmAccuracy: 0.99, latencyMs: 0.01 },
      { id: 50, role: "regular", parent: 1, finishedAt: 99 },
    );
    expect(suggest({ ...study, trials: [...study.trials, best] }, 2, 6)).toEqual(suggest(study, 2, 6));
  });

  it("finds feasible students where none was at first, and then improves on them", () => {
    const constraints = [
      { metric: "latencyMs", bound: "atMost", value: 5 } as const,
      { metric: "mlmAccuracy", bound: "atLeast", value: 0.55 } as const,
    ];
    const requirements = {
      ...defaultRequirements,
      space: students576,
      budget: { kind: "trials", trials: 20 } as const,
      constraints,
    };
    const { trials } = runStudy(one, 22, 3, requirements);
    const isGood = (index: number) => {
      const trial = trials[index];
      return trial !== undefined && isFeasible(trial, constraints);
    };
    const chosen = trials.map((_, index) => index).slice(10);
    const space = [...architectures(requirements)];
    const chance =
      space.filter((a) => trueMetrics(a).latencyMs <= 5 && trueMetrics(a).mlmAccuracy >= 0.55).length / space.length;
    expect(chance).toBeLessThan(0.15);
    expect(chosen.filter(isGood).length / chosen.length).toBeGreaterThan(3 * chance);
  });

  it("keeps away from where students did not train", () => {
    // Whatever is wider than 64 fails.
    const small = { space: smallSpace, budget: { kind: "trials", trials: 8 } as const };
    const fails = ({ hiddenSize }: Architecture) => hiddenSize > 64;
    let study = studyWith([], small);
    const failures: boolean[] = [];
    for (let id = 0; id < 14; id++) {
      const [suggestion] = one(study, id);
      if (suggestion === undefined) throw new Error("the space is not exhausted");
      const { architecture, origin } = suggestion;
      const failed = fails(architecture);
      failures.push(failed);
      const trial = failed
        ? trialWith({}, { id, architecture, origin, state: "infeasible", measurement: null, reason: "diverged" })
        : trialOf(id, suggestion, 1, study.requirements);
      study = { ...study, trials: [...study.trials, trial] };
    }
    expect(failures.slice(0, 6).filter(Boolean).length).toBeGreaterThan(0);
    expect(failures.slice(6).filter(Boolean).length).toBeLessThanOrEqual(2);
  });

  it("finds the smallest students without measuring anything, when size is all that counts", () => {
    const requirements = {
      space: smallSpace,
      objectives: [{ metric: "parameters", direction: "minimise" } as const],
      budget: { kind: "trials", trials: 8 } as const,
    };
    let study = studyWith([], requirements);
    for (let id = 0; id < 6; id++) {
      const [suggestion] = one(study, 8);
      if (suggestion === undefined) throw new Error("nothing was suggested");
      const { parameters } = trueMetrics(suggestion.architecture, study.requirements);
      study = {
        ...study,
        trials: [...study.trials, trialWith({ parameters: exactly(parameters) }, { ...suggestion, id })],
      };
    }
    const smallest = Math.min(
      ...[...architectures(study.requirements)].map((a) => trueMetrics(a, study.requirements).parameters),
    );
    const found = study.trials.map(({ measurement }) => measurement?.metrics.parameters?.value);
    expect(found.slice(4)).toContain(smallest);
  });

  it("does not starve on one trial, on equal values, or on a metric that nobody measured", () => {
    const all = [...architectures(studyWith([], { space: smallSpace }).requirements)];
    const at = (id: number) => all[(id * 7) % all.length] ?? all[0];
    const trials = (count: number, metrics: Partial<Record<MetricName, number>>) =>
      Array.from({ length: count }, (_, id) =>
        trialWith(metrics, { id, ...(at(id) && { architecture: at(id) as Architecture }) }),
      );
    const small = { space: smallSpace, budget: { kind: "trials", trials: 2 } as const };
    for (const study of [
      studyWith(trials(1, { mlmAccuracy: 0.5, latencyMs: 1 }), small),
      studyWith(trials(9, { mlmAccuracy: 0.5, latencyMs: 1 }), small),
      studyWith(trials(9, {}), small),
      studyWith(trials(9, { mlmAccuracy: 0.5 }), small),
      studyWith(trials(6, { mlmAccuracy: 1e9, latencyMs: 1e-9 }), small),
    ])
      expect(suggest(study, 3, 1)).toHaveLength(3);
  });
});
