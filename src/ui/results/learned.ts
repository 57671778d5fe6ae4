/** What the search says for itself, in words that claim no more than it knows. */
import type { StudyExplanation, Why } from "../../lab/port.ts";
import { axisLabels, axisNames, type AxisName } from "../../study/architecture.ts";
import { exactly, type Estimate } from "../../study/measurement.ts";
import { isLatency, metricNames, metrics, type MetricName } from "../../study/metrics.ts";
import { latestDeviceKey } from "../../study/pareto.ts";
import type { Study, Trial } from "../../study/study.ts";
import { formatCounted, formatShare } from "../parts/format.ts";
import { lowerFirst } from "../parts/lower-first.ts";
import { overlap } from "./comparison.ts";
import { metricOf } from "./rows.ts";

/** With fewer measured trials the model says little more than what it was told to begin with. */
export const fewestTrials = 4;

/** Shares of the front's hypervolume: an expected gain below `little` is hardly worth a trial, one above `some` is. */
export const worthwhile = { little: 0.01, some: 0.05 } as const;

/** A remainder below this is said to be nothing. */
const negligible = 0.005;

/** Trials the model learns from: regular distillation is another schedule. */
export function measuredTrials({ trials }: Pick<Study, "trials">): readonly Trial[] {
  return trials.filter(({ role, measurement }) => role !== "regular" && measurement !== null);
}

/** Those of them that had been measured when a trial began. */
export function measuredBefore(study: Pick<Study, "trials">, trial: Trial): readonly Trial[] {
  return measuredTrials(study).filter(({ id, finishedAt }) => id !== trial.id && finishedAt !== null && finishedAt <= trial.startedAt);
}

/** Changes whenever the search would learn something new. */
export function trialsKey({ id, trials }: Pick<Study, "id" | "trials">): string {
  return [id, ...trials.map((trial) => `${trial.id} ${trial.state} ${trial.finishedAt ?? ""}`)].join();
}

/** A prediction within what its metric can be; `samples` is 0, for nothing was measured. */
export function expectedOf(metric: MetricName, { value, low, high }: Omit<Estimate, "samples">): Estimate {
  const possible = (wanted: number) => Math.min(metrics[metric].most, Math.max(0, wanted));
  return { value: possible(value), low: possible(low), high: possible(high), samples: 0 };
}

/** Predictions in the page's order of metrics. */
export function expectations({ predicted }: Why): readonly { readonly metric: MetricName; readonly expected: Estimate }[] {
  return metricNames.flatMap((metric) => {
    const prediction = predicted[metric];
    return prediction === undefined ? [] : [{ metric, expected: expectedOf(metric, prediction) }];
  });
}

/** "0.3 %"; "under 0.1 %", where rounding would make it none. */
export function gainText(gain: number): string {
  return gain < 0.001 ? "under 0.1 %" : formatShare(gain, gain < 0.1 ? 1 : 0);
}

/** "34 %", never rounded to certainty. */
export function chanceText(chance: number): string {
  if (chance < 0.01) return "under 1 %";
  return chance > 0.99 ? "over 99 %" : formatShare(chance, 0);
}

/** Whether going on is worth it. */
export function worthSentence(next: StudyExplanation["next"]): string {
  if (next === null)
    return "The design space has nothing left to propose: what was not tried cannot be built, or is known to break a constraint.";
  if (next.gain === null) return "No student meets the requirements yet, so there is no front to add to: the search looks for the first one.";
  const expected = `Expected to add ${gainText(next.gain)} to the front`;
  if (next.origin !== "model")
    return `${expected}; but it is picked to learn about the design space, so this says little about what is left to gain.`;
  if (next.gain < worthwhile.little) return `${expected}: little is left to gain.`;
  return next.gain < worthwhile.some ? `${expected}: going on may still pay.` : `${expected}: going on is worth it.`;
}

export interface AxisShare {
  readonly axis: AxisName;
  readonly share: number;
}

/** The axes that offer a choice, the most important first. */
export function axisShares(shares: Readonly<Record<string, number>>): readonly AxisShare[] {
  return axisNames
    .flatMap((axis) => (shares[axis] === undefined ? [] : [{ axis, share: shares[axis] }]))
    .toSorted((one, other) => other.share - one.share);
}

/** What the bars leave out. */
export function remainderSentence(shares: readonly AxisShare[]): string {
  const explained = shares.reduce((sum, { share }) => sum + share, 0);
  const [first] = shares;
  if (first === undefined || explained < negligible) return "The model sees no axis that matters by itself yet.";
  const left = Math.max(0, 1 - explained);
  const most = `The largest share comes from ${lowerFirst(axisLabels[first.axis].label)}.`;
  if (left < negligible) return `${most} Next to nothing comes from axes acting together.`;
  return `${most} ${formatShare(left, 0)} comes from axes acting together.`;
}

type Lesson = StudyExplanation["lessons"][string];

function lessonWords(lesson: Lesson): string {
  switch (lesson.kind) {
    case "learned":
      return `learned from “${lesson.from}”`;
    case "refuted":
      return "the earlier study did not help";
    case "open":
      return "not known yet whether the earlier study helps";
  }
}

/** "Latency: learned from “Laptop study”; MLM accuracy: the earlier study did not help." Empty without earlier studies. */
export function lessonsSentence(lessons: StudyExplanation["lessons"]): string {
  const told = metricNames.flatMap((metric) => {
    const lesson = lessons[metric];
    return lesson === undefined ? [] : [`${metrics[metric].label}: ${lessonWords(lesson)}`];
  });
  return told.length === 0 ? "" : `${told.join("; ")}.`;
}

type Checks = readonly (Omit<Estimate, "samples"> & { readonly measured: number })[];

/** How often the model was right about what it had not seen. */
export function trustSentence(checks: Checks): string {
  const inside = checks.filter(({ measured, low, high }) => low <= measured && measured <= high).length;
  const said = `Measured values lay inside the 95 % interval for ${inside} of ${formatCounted(checks.length, "trial")}.`;
  return tooSure(inside, checks.length) ? `${said} The model is surer than it should be: take its intervals lightly.` : said;
}

/** Whether honest 95 % intervals would hold so few of the values less than once in twenty times. */
export function tooSure(inside: number, count: number): boolean {
  // Binomial: the chance of k values inside, from k = 0 upwards.
  let chance = 0.05 ** count;
  let sum = 0;
  for (let k = 0; k <= inside; k++) {
    sum += chance;
    chance *= ((count - k) / (k + 1)) * (0.95 / 0.05);
  }
  return sum < 0.05;
}

/** Beside an expectation: what came of it. Where the two intervals overlap nothing else is claimed. */
export function outcomeWords(metric: MetricName, expected: Estimate, measured: Estimate): string {
  if (expected.low === expected.high && measured.samples === 0) return "computed, not predicted";
  if (overlap(expected, measured)) return "within what was expected";
  return measured.value < expected.value === (metrics[metric].better === "lower") ? "better than expected" : "worse than expected";
}

/** What was measured where it may be compared with what was expected: latencies of other devices were not. */
export function measuredBeside(study: Pick<Study, "trials">, trial: Trial, metric: MetricName): Estimate | null {
  const device = latestDeviceKey({ trials: [...measuredBefore(study, trial)] });
  return isLatency(metric) && device !== trial.device?.key ? null : metricOf(trial, metric);
}

/** The trial a check is about, with its measured interval; a newer one than the page has read yet has none. */
export function checkedTrial(
  study: Study,
  metric: MetricName,
  check: StudyExplanation["checks"][string][number],
): { readonly trial: Trial | null; readonly measured: Estimate } {
  const same = ({ architecture }: Trial) => axisNames.every((axis) => architecture[axis] === check.architecture[axis]);
  const trial = measuredTrials(study).find((each) => same(each) && metricOf(each, metric)?.value === check.measured) ?? null;
  return { trial, measured: (trial && metricOf(trial, metric)) ?? exactly(check.measured) };
}
