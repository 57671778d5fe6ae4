import { expect, it } from "vitest";
import { scoreOf } from "../../src/study/downstream.ts";
import { chosenRuns, scoreOfRuns, type FineTuningRun } from "../../src/study/fine-tuning.ts";

const run = (learningRate: number, seed: number, chosenBy: number, value: number, half = 0.03): FineTuningRun => ({
  task: "sst2",
  learningRate,
  seed,
  steps: 10,
  bestStep: 10,
  chosenBy,
  measured: { accuracy: value },
  score: { value, low: value - half, high: value + half, samples: 100 },
});

it("a score is the mean of the official measures that were taken", () => {
  expect(scoreOf("mrpc", { accuracy: 0.5, f1: 0.7 })).toBeCloseTo(0.6, 12);
  expect(scoreOf("mnli", { accuracy: 0.5 })).toBe(0.5);
  expect(scoreOf("cola", { matthews: 0.3, accuracy: 0.9 })).toBe(0.3);
  expect(scoreOf("squad", { f1: 0.3, exactMatch: 0.2 })).toBe(0.3);
});

it("the learning rate is chosen by the examples set aside, not by those that judge", () => {
  const runs = [run(1e-4, 1, 0.6, 0.9), run(1e-4, 2, 0.6, 0.9), run(3e-4, 1, 0.5, 0.7), run(3e-4, 2, 0.8, 0.7)];
  expect(chosenRuns(runs, "sst2").map(({ learningRate }) => learningRate)).toEqual([3e-4, 3e-4]);
  expect(chosenRuns([...runs, { ...run(1e-3, 1, 1, 1), task: "rte" }], "sst2")).toHaveLength(2);
  expect(chosenRuns([run(3e-4, 1, 0.5, 0.7), run(1e-4, 1, 0.5, 0.7)], "sst2")[0]?.learningRate).toBe(1e-4);
});

it("a score's interval has the examples' share of chance, and the seeds'", () => {
  expect(scoreOfRuns([], "sst2")).toBeNull();
  const alone = scoreOfRuns([run(1e-4, 1, 0.6, 0.7)], "sst2");
  expect(alone?.low).toBeCloseTo(0.67, 12);
  // Three seeds: deviation 0.04, t₂ = 4.303; 4.303 · 0.04 / √3 = 0.0994, with 0.03 in quadrature 0.1038.
  const three = scoreOfRuns([run(1e-4, 1, 0.6, 0.66), run(1e-4, 2, 0.6, 0.7), run(1e-4, 3, 0.6, 0.74)], "sst2");
  expect(three?.value).toBeCloseTo(0.7, 12);
  expect((three?.high ?? 0) - 0.7).toBeCloseTo(0.1038, 2);
});
