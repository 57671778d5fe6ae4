/** From runs on downstream tasks to scores. */
import { mean, standardDeviation } from "../base/statistics.ts";
import { studentQuantile } from "../base/student-t.ts";
import { measureNames, type DownstreamName, type Measured } from "./downstream.ts";
import type { Estimate } from "./estimate.ts";
import { isFinished, type FineTuningRun, type FinishedRun } from "./fine-tuning.ts";
import { scoreName, type ScoreName } from "./metrics.ts";

/** The runs of the learning rate that did best on the examples set aside; of two equal ones the smaller. One that fails with a seed is none. */
export function chosenRuns(runs: readonly FineTuningRun[], task: DownstreamName): readonly FinishedRun[] {
  const own = runs.filter((run) => run.task === task);
  const rates = [...new Set(own.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
  const groups = rates.map((wanted) => own.filter(({ learningRate }) => learningRate === wanted)).filter((group) => group.every(isFinished));
  const quality = (group: readonly FinishedRun[]) => mean(group.map(({ chosenBy }) => chosenBy));
  return groups.reduce<readonly FinishedRun[]>((best, group) => (best.length === 0 || quality(group) > quality(best) ? group : best), []);
}

/**
 * A task's score: the mean over the seeds. Its interval has both sources of chance: which examples there are (the mean
 * of the runs' own half-widths, for all runs see the same ones) and which seed was drawn (Student's t), in quadrature.
 */
export function scoreOfRuns(runs: readonly FineTuningRun[], task: DownstreamName): Estimate | null {
  const chosen = chosenRuns(runs, task).map(({ score }) => score);
  if (chosen.length === 0) return null;
  const values = chosen.map(({ value }) => value);
  const value = mean(values);
  const spread = chosen.length < 2 ? 0 : (studentQuantile(0.975, chosen.length - 1) * standardDeviation(values)) / Math.sqrt(chosen.length);
  const half = (side: (score: Estimate) => number) => Math.hypot(mean(chosen.map(side)), spread);
  return { value, low: value - half((s) => s.value - s.low), high: value + half((s) => s.high - s.value), samples: Math.max(...chosen.map(({ samples }) => samples)) };
}

/** The measures of the chosen runs, each the mean over the seeds. */
export function measuredByRuns(runs: readonly FineTuningRun[], task: DownstreamName): Measured {
  const chosen = chosenRuns(runs, task);
  return Object.fromEntries(
    measureNames.flatMap((name) => {
      const values = chosen.flatMap(({ measured }) => measured[name] ?? []);
      return values.length === 0 ? [] : [[name, mean(values)]];
    }),
  );
}

/**
 * The scores of all tasks that are done, as metrics, and their mean once none is missing: its interval is that of
 * independent tasks.
 */
export function scoreMetrics(runs: readonly FineTuningRun[], tasks: readonly DownstreamName[]): Readonly<Partial<Record<ScoreName | "downstreamScore", Estimate>>> {
  const scores = tasks.flatMap((task) => {
    const score = scoreOfRuns(runs, task);
    return score === null ? [] : [{ task, score }];
  });
  const each = Object.fromEntries(scores.map(({ task, score }) => [scoreName(task), score]));
  if (scores.length === 0 || scores.length < tasks.length) return each;
  const value = mean(scores.map(({ score }) => score.value));
  const half = (side: (score: Estimate) => number) => Math.hypot(...scores.map(({ score }) => side(score))) / scores.length;
  const samples = scores.reduce((sum, { score }) => sum + score.samples, 0);
  return { ...each, downstreamScore: { value, low: value - half((s) => s.value - s.low), high: value + half((s) => s.high - s.value), samples } };
}
