import { expect, it } from "vitest";
import { contestants, measuresSentence } from "../../../src/ui/results/tasks-panel.tsx";
import { trialRows } from "../../../src/ui/results/rows.ts";
import { usualFineTuning, type FineTuningRun } from "../../../src/study/fine-tuning.ts";
import { device, studyWith, trialWith } from "../../suites/studies.ts";

const run: FineTuningRun = {
  task: "mrpc",
  learningRate: 1e-4,
  seed: 1,
  steps: 9,
  bestStep: 9,
  chosenBy: 0.7,
  measured: { accuracy: 0.65, f1: 0.75 },
  score: { value: 0.7, low: 0.6, high: 0.8, samples: 100 },
};
const downstream = { tasks: [{ task: "mrpc" as const, name: "MRPC", fingerprint: "0".repeat(64) }], fineTuning: usualFineTuning, teacher: true };
const trials = [trialWith({ mrpcScore: 0.6 }, { role: "baseline" }), trialWith({ mlmAccuracy: 0.3 }, { id: 1 }), trialWith({ mrpcScore: 0.65 }, { id: 2, fineTuned: [run] })];

it("sets the teacher above the trials that have scores, be their runs known or not", () => {
  const study = { ...studyWith(trials, { downstream }), teacherFineTuned: [run] };
  const rows = contestants(study, trialRows(study, device.key));
  expect(rows.map(({ name, scores }) => [name, scores.mrpcScore?.value])).toEqual([["Teacher", 0.7], ["Baseline", 0.6], ["Trial 2", 0.65]]);
  expect(contestants(studyWith(trials, { downstream }), trialRows(study, device.key)).map(({ name }) => name)).toEqual(["Baseline", "Trial 2"]);
});

it("tells the measures that a score is made of", () => {
  expect(measuresSentence([run], "mrpc")).toBe("accuracy 65.0 %, F1 75.0 %");
  expect(measuresSentence([{ ...run, task: "sst2", measured: { accuracy: 0.7 } }], "sst2")).toBe("");
  expect(measuresSentence([], "mrpc")).toBe("");
});
