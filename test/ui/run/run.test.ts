import { describe, expect, it } from "vitest";
import type { RunStatus } from "../../../src/lab/port.ts";
import type { Study, Trial } from "../../../src/study/study.ts";
import { loopSteps, placeOf, stageSentence } from "../../../src/ui/run/loop-steps.ts";
import { lossSeries } from "../../../src/ui/run/loss-series.ts";
import { stageShares, stripOf, waitingTrials } from "../../../src/ui/run/trial-strip.ts";
import { announcementOf, restingWords, studyShare, titleOf } from "../../../src/ui/run/words.ts";
import { fakeDevices, fakeStudy, fakeTrial } from "../../suites/fake-study.ts";

const stages = [
  { name: "transfer 1", kind: "transfer", layer: 0, steps: 20 },
  { name: "transfer 2", kind: "transfer", layer: 1, steps: 20 },
  { name: "distillation", kind: "distillation", layer: -1, steps: 160 },
] as const;
const progress = { stages, stage: 1, stepInStage: 5, step: 25, steps: 200, done: false, elapsedMs: 250, stepsTaken: 5 };
const run: RunStatus = {
  studyId: "builtin-1",
  phase: "distilling",
  trialId: 4,
  progress,
  fineTuning: null,
  curve: [{ step: 0, loss: 6, stage: 0 }],
  stepsPerSecond: 20,
  trialEtaSeconds: 9,
  studyEtaSeconds: 90,
  liveBytes: null,
  allocatedBytes: null,
  notes: [],
};

/** Baseline and three candidates have ended (the last infeasible), trial 4 runs; the budget is ten. */
const ended = fakeStudy({ trials: 4 });
const running = fakeTrial(ended.requirements, fakeDevices.gpu, { id: 4, state: "running" });
const study: Study = { ...ended, trials: [...ended.trials, running] };

describe("the loop", () => {
  it("is in one place at a time, and nowhere while it gets ready", () => {
    const here = (phase: RunStatus["phase"]) => loopSteps({ ...run, phase }).filter((step) => step.here).map(({ name }) => name);
    expect(here("preparing")).toEqual([]);
    expect(here("exploring")).toEqual(["explore"]);
    expect(here("distilling")).toEqual(["distill"]);
    expect(here("evaluating")).toEqual(["evaluate"]);
    expect(here("saving")).toEqual(["evaluate"]);
    expect(loopSteps(null).some((step) => step.here)).toBe(false);
  });

  it("stands where it was while paused", () => {
    expect(placeOf({ ...run, phase: "paused" })).toBe("distill");
    expect(placeOf({ ...run, phase: "paused", progress: null })).toBe("explore");
  });

  it("tells the stage it is in", () => {
    expect(stageSentence(progress)).toBe("layer 2 of 2, step 5 of 20");
    expect(stageSentence({ ...progress, stage: 2, stepInStage: 1 })).toBe("the whole student, step 1 of 160");
    expect(stageSentence({ ...progress, stage: 3 })).toBe("done");
    const compilation = { done: 40, total: 120 };
    expect(stageSentence({ ...progress, compilation })).toBe("layer 2 of 2, compiling 40 of 120 shaders");
  });
});

describe("the strip of trials", () => {
  it("shows what ended, what runs and what is to come", () => {
    const { cells, more } = stripOf(study, run);
    expect(cells.map(({ label }) => label)).toEqual(["Baseline", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    expect(cells.slice(0, 6).map(({ state }) => state)).toEqual([
      "complete",
      "complete",
      "complete",
      "infeasible",
      "distilling",
      "waiting",
    ]);
    expect(more).toBe(0);
  });

  it("tells distilling, measuring, paused and unfinished apart", () => {
    const state = (status: RunStatus | null) => stripOf(study, status).cells[4]?.state;
    expect(state({ ...run, phase: "evaluating" })).toBe("measuring");
    expect(state({ ...run, phase: "paused" })).toBe("paused");
    expect(state(null)).toBe("unfinished");
    expect(state({ ...run, studyId: "another" })).toBe("unfinished");
  });

  it("fills the stages as they pass", () => {
    expect(stageShares(progress)).toEqual([
      { kind: "transfer", weight: 0.1, done: 1 },
      { kind: "transfer", weight: 0.1, done: 0.25 },
      { kind: "distillation", weight: 0.8, done: 0 },
    ]);
    expect(stageShares(null)).toEqual([]);
  });

  it("begins with the baseline, which the budget does not count", () => {
    expect(waitingTrials({ ...study, trials: [] })).toBe(11);
    expect(stripOf({ ...study, trials: [] }, null).cells[0]).toMatchObject({ label: "Baseline", state: "waiting" });
  });

  it("tells a long wait in words", () => {
    const long: Study = { ...study, requirements: { ...study.requirements, budget: { kind: "trials", trials: 500 } } };
    const { cells, more } = stripOf(long, run);
    expect(cells.length + more).toBe(501);
    expect(cells.length).toBeLessThan(100);
  });

  it("draws the trials around where it is, and counts the earlier ones", () => {
    const { earlier, cells } = stripOf(fakeStudy({ trials: 200 }), null);
    expect(earlier + cells.length).toBe(200);
    expect(cells.length).toBeLessThan(100);
    expect(cells.at(-1)?.label).toBe("199");
  });

  it("does not pretend to know how many fit into minutes", () => {
    const minutes: Study = { ...study, requirements: { ...study.requirements, budget: { kind: "minutes", minutes: 5 } } };
    expect(waitingTrials(minutes)).toBe(0);
  });
});

describe("the run in words", () => {
  it("counts the baseline and the running trial's part", () => {
    // Three candidates and the baseline of eleven, and an eighth of the fifth.
    expect(studyShare(study, run)).toBeCloseTo((4 + 25 / 200) / 11);
    expect(studyShare(study, null)).toBeCloseTo(4 / 11);
  });

  it("counts seconds where minutes are the budget", () => {
    const timed = { ...study.requirements, budget: { kind: "minutes", minutes: 2 } } as const;
    const trials = study.trials.map((trial) => ({ ...trial, seconds: 12 }));
    expect(studyShare({ ...study, requirements: timed, trials }, run)).toBeCloseTo(0.5);
  });

  it("takes a regular distillation for itself", () => {
    const regular = { ...running, role: "regular", parent: 2 } as const;
    expect(studyShare({ ...study, trials: [...ended.trials, regular] }, run)).toBe(0.125);
    expect(titleOf({ ...study, trials: [...ended.trials, regular] }, run)).toBe("13 % · trial 2 for longer · AutoDistill");
  });

  it("puts the progress into the tab's title", () => {
    expect(titleOf(study, run)).toBe("38 % · trial 4 · AutoDistill");
    expect(titleOf(study, { ...run, phase: "paused" })).toBe("Paused at 38 % · AutoDistill");
    expect(titleOf(study, null)).toBe("AutoDistill");
  });

  it("announces trials and phases, not steps", () => {
    expect(announcementOf(study, run)).toBe("Trial 4: distilling.");
    expect(announcementOf(study, { ...run, progress: { ...progress, step: 26 } })).toBe(announcementOf(study, run));
    expect(announcementOf(study, { ...run, trialId: null, phase: "exploring" })).toBe("The study: picking the next student.");
    expect(announcementOf(study, null)).toBe("");
  });

  it("says how a study rests", () => {
    expect(restingWords(study)).toMatchObject({ finished: false, title: "Built-in study is not finished" });
    expect(restingWords(fakeStudy())).toMatchObject({ finished: true, detail: "10 trials ended, 8 of them measured." });
  });

  it("says what giving up early has saved", () => {
    const [baseline, ...others] = fakeStudy().trials;
    const givenUp = others.map((trial): Trial => {
      if (trial.id < 9) return trial;
      // 20 steps for each layer and a fifth of 200, of which the distillation takes the other 160.
      const seconds = 20 * trial.architecture.numHiddenLayers + 40;
      return { ...trial, state: "stopped", measurement: null, seconds, forecast: { share: 0.2, chance: 0.01, metrics: {} } };
    });
    const saved = { ...fakeStudy(), trials: [...(baseline ? [baseline] : []), ...givenUp] };
    expect(restingWords(saved).detail).toBe("10 trials ended, 6 of them measured. 2 were given up early, which saved about 5 minutes.");
    expect(stripOf(saved, null).cells.map(({ state }) => state).slice(8)).toEqual(["complete", "given-up", "given-up"]);
  });
});

describe("the loss curves", () => {
  it("draw the running trial before the baseline", () => {
    const series = lossSeries(study, run);
    expect(series.map(({ name, tone }) => [name, tone])).toEqual([
      ["Baseline", "muted"],
      ["Trial 4", "accent"],
    ]);
    expect(series[1]?.points).toEqual([[0, 6]]);
  });

  it("show the last trial after the end, and the baseline alone while it runs", () => {
    expect(lossSeries(fakeStudy(), null).at(-1)?.name).toBe("Trial 10");
    const first: Study = { ...study, trials: [{ ...running, id: 0, role: "baseline" }] };
    expect(lossSeries(first, { ...run, trialId: 0 }).map(({ name }) => name)).toEqual(["Baseline"]);
    expect(lossSeries({ ...study, trials: [] }, null)).toEqual([]);
  });
});
