import type { ComponentChildren } from "preact";
import { downstreamNames } from "../../study/downstream.ts";
import { chosenRuns } from "../../study/task-scores.ts";
import { metricNames, metrics } from "../../study/metrics.ts";
import type { Timing } from "../../study/measurement.ts";
import type { Forecast, Study, Trial } from "../../study/study.ts";
import { Figures, type Figure } from "../parts/figures.tsx";
import { formatDuration, formatEstimate, formatInterval, formatMetric } from "../parts/format.ts";
import { Notice } from "../parts/notice.tsx";
import { MetricTerm } from "../parts/term.tsx";
import type { ResultActions } from "./actions.ts";
import { ArchitectureDrawing } from "./architecture-drawing.tsx";
import { widestOf } from "./architecture-shapes.ts";
import { compare, comparisonSentence } from "./comparison.ts";
import { ExportPanel } from "./export-panel.tsx";
import { FineTunedPanel } from "./fine-tuned-panel.tsx";
import { originOf } from "./origins.ts";
import type { Questions } from "./questions.ts";
import { RegularPanel } from "./regular-panel.tsx";
import { metricOf, type TrialRow } from "./rows.ts";
import { TrialCurve } from "./trial-curve.tsx";
import { WhyPanel } from "./why-panel.tsx";

interface Props {
  readonly study: Study;
  readonly row: TrialRow;
  readonly baseline: Trial | null;
  readonly actions: ResultActions | null;
  readonly questions: Questions;
}

/** One trial whole: what it is, how it did against the baseline, and what can be done with it. */
export function TrialDetail({ study, row, baseline, actions, questions }: Props) {
  const { trial, name } = row;
  const other = baseline !== null && baseline.id !== trial.id ? baseline : null;
  const widest = Math.max(widestOf(trial.architecture), other === null ? 0 : widestOf(other.architecture));
  return (
    <section class="panel trial-detail" aria-label={name}>
      <div class="stack-tight">
        <h2>{name}</h2>
        <p class="muted">{standing(row)}</p>
      </div>
      <Verdict study={study} trial={trial} baseline={other} />
      {trial.measurement !== null && <Numbers trial={trial} baseline={other} />}
      <WhyPanel study={study} row={row} questions={questions} />
      <h3>Architecture</h3>
      <div class="architectures">
        <Labelled label={other === null ? null : name}>
          <ArchitectureDrawing name={name} architecture={trial.architecture} widest={widest} />
        </Labelled>
        {other !== null && (
          <Labelled label="Baseline, same scale">
            <ArchitectureDrawing name="Baseline" architecture={other.architecture} widest={widest} />
          </Labelled>
        )}
      </div>
      <TrialCurve name={name} trial={trial} baseline={other} />
      {trial.state === "complete" && trial.role !== "regular" && (
        <RegularPanel study={study} trial={trial} actions={actions} />
      )}
      {trial.state === "complete" && actions !== null && (
        <>
          <ExportPanel study={study} trial={trial} actions={actions} />
          <FineTunedPanel study={study} trial={trial} tasks={tunedOn(trial)} actions={actions} />
        </>
      )}
    </section>
  );
}

/** The tasks on which it was fine-tuned with success. */
const tunedOn = ({ fineTuned = [] }: Trial) => downstreamNames.filter((task) => chosenRuns(fineTuned, task).length > 0);

function Labelled({ label, children }: { readonly label: string | null; readonly children: ComponentChildren }) {
  return (
    <div class="stack-tight">
      {label !== null && <p class="small muted">{label}</p>}
      {children}
    </div>
  );
}

/** How it came about and where it stands, in one line. */
function standing({ trial, onFront, feasible }: TrialRow): string {
  const role = {
    baseline: "The MobileBERT-shaped student",
    candidate: originOf(trial.origin).short,
    regular: "Trained for longer",
  };
  const place =
    trial.state !== "complete"
      ? { running: "still running", infeasible: "infeasible", stopped: trial.forecast ? "given up early" : "stopped" }[trial.state]
      : !feasible
        ? "breaks a constraint"
        : onFront
          ? "on the Pareto front"
          : trial.role === "regular"
            ? "judged beside its flash result"
            : "dominated by another trial";
  return `${role[trial.role]} · ${place} · ${formatDuration(trial.seconds)} of training and evaluation`;
}

function Verdict({ study, trial, baseline }: { readonly study: Study; readonly trial: Trial; readonly baseline: Trial | null }) {
  if (trial.measurement === null)
    return trial.reason === null ? null : (
      <Notice tone="warning" title={trial.state === "stopped" ? "This trial was stopped" : "This student could not be trained"}>
        <p>{trial.reason}</p>
        {trial.forecast !== undefined && <p>{forecastSentence(trial.forecast)}</p>}
      </Notice>
    );
  if (baseline?.measurement === undefined || baseline.measurement === null) return null;
  const wanted = study.requirements.objectives.map(({ metric }) => metric);
  return <p class="lede">{comparisonSentence(trial.measurement, baseline.measurement, wanted)}</p>;
}

/** "It was heading for an MLM accuracy of 31.2 % (28.4 – 34.0 %, n = 9)." */
function forecastSentence({ metrics: expected }: Forecast): string {
  const parts = metricNames.flatMap((metric) => {
    const estimate = expected[metric];
    if (estimate === undefined) return [];
    return [`${metrics[metric].label} ${formatEstimate(metric, estimate)} (${formatInterval(metric, estimate)})`];
  });
  return `It was heading for: ${parts.join(", ")}.`;
}

/** Latency is a pass among many; one request alone also waits for submitting and reading back. */
function singleRequest({ singleShotMs, singleShotRangeMs }: Timing): Figure {
  const [low, high] = singleShotRangeMs ?? [singleShotMs, singleShotMs];
  const milliseconds = (value: number) => formatMetric("latencyMs", value, { value: singleShotMs, low, high });
  const range = singleShotRangeMs === undefined ? null : `${milliseconds(low)} to ${milliseconds(high)}`;
  return {
    key: "singleShot",
    label: "Single request",
    value: milliseconds(singleShotMs),
    note: (
      <>
        {range !== null && <span class="figure-line">{range}</span>}
        <span class="figure-line">from asking to the readable result</span>
      </>
    ),
  };
}

/** Free of the host's work and of waiting. */
const deviceTime = (deviceMs: number): Figure => ({
  key: "deviceMs",
  label: "By the GPU's clock",
  value: formatMetric("latencyMs", deviceMs),
  note: <span class="figure-line">the GPU's own work of one pass</span>,
});

const timingFigures = (timing: Timing): readonly Figure[] =>
  timing.deviceMs === undefined ? [singleRequest(timing)] : [singleRequest(timing), deviceTime(timing.deviceMs)];

function Numbers({ trial, baseline }: { readonly trial: Trial; readonly baseline: Trial | null }) {
  const figures = metricNames.flatMap((metric): Figure[] => {
    const estimate = metricOf(trial, metric);
    if (estimate === null) return [];
    const reference = baseline === null ? null : metricOf(baseline, metric);
    const interval = formatInterval(metric, estimate);
    const against = reference === null ? null : compare(metric, estimate, reference).words;
    return [
      {
        key: metric,
        label: <MetricTerm metric={metric} />,
        value: formatEstimate(metric, estimate),
        note: (
          <>
            {interval !== "" && <span class="figure-line">{interval}</span>}
            {against !== null && <span class="figure-line">{against}</span>}
          </>
        ),
      },
    ];
  });
  const timing = trial.measurement?.timing ?? null;
  return (
    <>
      <Figures figures={timing === null ? figures : [...figures, ...timingFigures(timing)]} />
      <p class="small muted">
        Ranges are 95 % intervals, n the samples behind them. Where two ranges overlap, the difference is called not
        distinguishable.
      </p>
      {trial.measurement?.timing?.drifted === true && (
        <Notice tone="warning" title="The device changed its pace while this was timed">
          <p>The reference network drifted by more than 10 %: compare this latency with care.</p>
        </Notice>
      )}
    </>
  );
}
