/**
 * How a trial that is being distilled will end, judged by its curve. All trials see the same batches in the same order,
 * so losses at the same step differ by the students alone and the finished trials tell what a loss there leads to.
 *
 * curves of finished trials → what a loss means for accuracy → a forecast, taken for an uncertain measurement of the
 * running trial → the models → its chance of the front
 */
import { mean } from "../../base/statistics.ts";
import { curveBefore } from "../../study/early-stopping.ts";
import type { Measurement } from "../../study/measurement.ts";
import type { MetricName } from "../../study/metrics.ts";
import type { Forecast, Study, Trial } from "../../study/study.ts";
import { candidateOf, problemOf } from "../of-study.ts";
import { measuredFrontChance, measuredTrials } from "./front-chance.ts";
import { expectedValue } from "./regression.ts";

/** What distillation teaches. Latency and sizes follow from the architecture alone. */
const learned = ["mlmAccuracy", "nspAccuracy", "pretrainedAccuracy"] as const satisfies readonly MetricName[];

/** With fewer finished trials nobody can say what a curve leads to, nor what the front will be. */
export const leastFinished = 6;

/**
 * What a curve is judged by: its mean loss over the second half of what there is, so that one batch does not decide.
 * null where it has no points there.
 */
export function lossBefore(
  share: number,
  trial: Pick<Trial, "architecture" | "curve">,
  { requirements }: Pick<Study, "requirements">,
): number | null {
  const points = curveBefore(share, trial, requirements);
  const last = points.at(-1)?.step ?? 0;
  const judged = points.filter(({ step }) => 2 * step >= last).map(({ loss }) => loss);
  return judged.length === 0 ? null : mean(judged);
}

/** The accuracies a trial is heading for, by what finished trials of the study came to from there. */
function forecastMetrics(study: Study, trial: Trial, share: number): Measurement["metrics"] {
  const loss = lossBefore(share, trial, study);
  if (loss === null) return {};
  const finished = study.trials.filter(({ role, state }) => role !== "regular" && state === "complete");
  return Object.fromEntries(
    learned.flatMap((metric) => {
      const lessons = finished.flatMap((other) => {
        const [value, known] = [other.measurement?.metrics[metric]?.value, lossBefore(share, other, study)];
        return value === undefined || known === null ? [] : [{ features: [known], value }];
      });
      return lessons.length < leastFinished ? [] : [[metric, expectedValue(lessons, [loss])]];
    }),
  );
}

/**
 * What becomes of a running trial, as far as its curve tells before so much of its distillation; points after are not
 * looked at. A pure function of its arguments.
 * @returns null while too little is known to say anything
 */
export function outlook(study: Study, id: Trial["id"], share: number, seed: number): Forecast | null {
  const trial = study.trials.find((one) => one.id === id);
  if (trial === undefined) return null;
  const metrics = forecastMetrics(study, trial, share);
  if (Object.keys(metrics).length === 0) return null;
  const judged: Trial = { ...trial, state: "stopped", measurement: null, forecast: { share, chance: 0, metrics } };
  const problem = problemOf({ ...study, trials: study.trials.map((one) => (one === trial ? judged : one)) });
  if (measuredTrials(problem).length < leastFinished) return null;
  return { share, chance: measuredFrontChance(problem, candidateOf(trial.architecture), seed), metrics };
}
