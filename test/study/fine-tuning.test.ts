import { expect, it } from "vitest";
import { scoreOf } from "../../src/study/downstream.ts";
import { usualFineTuning, type FineTuningRun } from "../../src/study/fine-tuning.ts";
import { gridOf } from "../../src/study/fine-tuning-grid.ts";
import { chosenRuns, scoreMetrics, scoreOfRuns } from "../../src/study/task-scores.ts";

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

it("a rate that fails with one seed is not chosen", () => {
  const failed = { ...run(3e-4, 2, 0, 0), chosenBy: null, score: null };
  expect(chosenRuns([run(1e-4, 1, 0.5, 0.5), run(3e-4, 1, 0.9, 0.9), failed], "sst2")[0]?.learningRate).toBe(1e-4);
  expect(scoreOfRuns([failed], "sst2")).toBeNull();
});

it("scores become metrics, and their mean one once none is missing", () => {
  const rte = { ...run(1e-4, 1, 0.5, 0.5, 0.04), task: "rte" } as const;
  const both = scoreMetrics([run(1e-4, 1, 0.6, 0.7), rte], ["sst2", "rte"]);
  expect(Object.keys(both).sort()).toEqual(["downstreamScore", "rteScore", "sst2Score"]);
  expect(both.downstreamScore?.value).toBeCloseTo(0.6, 12);
  // √(0.03² + 0.04²) / 2
  expect(both.downstreamScore?.low).toBeCloseTo(0.6 - 0.025, 12);
  expect(Object.keys(scoreMetrics([rte], ["sst2", "rte"]))).toEqual(["rteScore"]);
});

it("the grid has every rate with every seed, the same seeds whatever else is fine-tuned", () => {
  const grid = gridOf(["rte", "sst2"], { ...usualFineTuning, learningRates: [1, 2].map((x) => x / 10), seeds: 2 }, 7);
  expect(grid.map(({ task, learningRate }) => `${task} ${learningRate}`)).toEqual([..."1212"].map((x) => `sst2 0.${x}`).concat([..."1212"].map((x) => `rte 0.${x}`)));
  expect(new Set(grid.map(({ seed }) => seed)).size).toBe(4);
  expect(gridOf(["sst2"], { ...usualFineTuning, learningRates: [0.1], seeds: 2 }, 7).map(({ seed }) => seed)).toEqual([grid[0]?.seed, grid[2]?.seed]);
});
