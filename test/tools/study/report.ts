/** The study as lines of text. */
import type { RunStatus } from "../../../src/lab/port.ts";
import { axisLabels, axisNames, type Architecture } from "../../../src/study/architecture.ts";
import { downstreamFacts, downstreamNames, measures, type DownstreamName, type Measure } from "../../../src/study/downstream.ts";
import type { FineTuningRun } from "../../../src/study/fine-tuning.ts";
import { measuredByRuns, scoreMetrics, scoreOfRuns } from "../../../src/study/task-scores.ts";
import { scoreName } from "../../../src/study/metrics.ts";
import type { Device } from "../../../src/study/device.ts";
import type { Estimate } from "../../../src/study/measurement.ts";
import { latestDeviceKey, paretoTrials } from "../../../src/study/pareto.ts";
import type { Study, Trial } from "../../../src/study/study.ts";

/** "L4 h192 b48 H4 f192 F4" */
export function architectureText(architecture: Architecture): string {
  return axisNames.map((axis) => `${axisLabels[axis].symbol}${architecture[axis]}`).join(" ");
}

/** "45 s", "3 min 20 s", "2 h 5 min" */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Adapter and backend; software adapters are named as what they are. */
export function deviceText({ backend, adapter, software, threads, reason }: Device): string {
  const threadText = backend === "wasm" ? `, ${threads} ${threads === 1 ? "thread" : "threads"}` : "";
  const warning = software ? " [software adapter: its latencies say nothing about a real GPU]" : "";
  return `backend ${backend}, adapter ${adapter}${threadText}${warning}: ${reason}`;
}

const percent = (share: number) => (100 * share).toFixed(1);
/** The wider half of the interval. */
const margin = ({ value, low, high }: Estimate) => Math.max(value - low, high - value);
const accuracyText = (estimate: Estimate | undefined) =>
  estimate ? `${percent(estimate.value)} ± ${percent(margin(estimate))}` : "-";
const latencyText = (estimate: Estimate | undefined) =>
  estimate ? `${estimate.value.toPrecision(3)} [${estimate.low.toPrecision(3)}, ${estimate.high.toPrecision(3)}]` : "-";
const countText = (estimate: Estimate | undefined) => (estimate ? Math.round(estimate.value).toLocaleString("en") : "-");
const signed = (value: number, digits: number) => `${value < 0 ? "" : "+"}${value.toFixed(digits)}`;

/** One line when a trial has ended. */
export function trialText(trial: Trial): string {
  const what = `trial ${trial.id} (${trial.role}) ${trial.state} after ${durationText(trial.seconds)}`;
  const { metrics } = trial.measurement ?? {};
  if (metrics === undefined) return `${what}${trial.reason === null ? "" : `: ${trial.reason}`}`;
  const accuracies = [
    metrics.mlmAccuracy && `MLM ${accuracyText(metrics.mlmAccuracy)} %`,
    metrics.nspAccuracy && `NSP ${accuracyText(metrics.nspAccuracy)} %`,
  ];
  const scores = downstreamNames.flatMap((task) => (metrics[scoreName(task)] ? [`${downstreamFacts(task).label} ${accuracyText(metrics[scoreName(task)])}`] : []));
  const drift = trial.measurement?.timing?.drifted === true ? " (drifted)" : "";
  const figures = [...accuracies, ...scores, `latency ${latencyText(metrics.latencyMs)} ms${drift}`, `${countText(metrics.parameters)} parameters`];
  return `${what}: ${figures.filter(Boolean).join(", ")}`;
}

/** Cells under each other; the first `left` columns flush left, the others right. */
function table(rows: readonly (readonly string[])[], left: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** Every trial against the baseline of its own device, and the Pareto front. */
export function studyTable(study: Study): string[] {
  const deviceKey = latestDeviceKey(study);
  const front = deviceKey === null ? [] : paretoTrials(study, deviceKey);
  const onFront = (trial: Trial) => front.some(({ id }) => id === trial.id);
  const rows = study.trials.map((trial) => {
    const metrics = trial.measurement?.metrics;
    const baseline = study.trials.find(({ role, device, id }) => role === "baseline" && device?.key === trial.device?.key && id !== trial.id);
    const against = baseline?.measurement?.metrics;
    const [mlm, baselineMlm] = [metrics?.mlmAccuracy, against?.mlmAccuracy];
    const [latency, baselineLatency] = [metrics?.latencyMs, against?.latencyMs];
    return [
      `${trial.id}${onFront(trial) ? "*" : ""}`,
      trial.parent === null ? trial.role : `${trial.role} of ${trial.parent}`,
      trial.state,
      architectureText(trial.architecture),
      accuracyText(mlm),
      accuracyText(metrics?.nspAccuracy),
      latencyText(latency),
      countText(metrics?.parameters),
      mlm && baselineMlm ? signed(100 * (mlm.value - baselineMlm.value), 1) : "-",
      latency && baselineLatency ? `${(latency.value / baselineLatency.value).toFixed(2)}×` : "-",
    ];
  });
  const heading = ["trial", "role", "state", "architecture", "MLM %", "NSP %", "latency ms [95 %]", "parameters", "MLM points", "latency"];
  const devices = new Set(study.trials.flatMap(({ device }) => device?.key ?? []));
  const frontText = front.map(({ id, architecture }) => `${id} (${architectureText(architecture)})`).join(", ");
  return [
    ...table([heading, ...rows], 4),
    "The last two columns compare with the baseline, the MobileBERT-shaped student.",
    ...(devices.size > 1 ? [`${devices.size} devices took part; the front is the last one's, latencies of others are not comparable.`] : []),
    `Pareto front (*): ${frontText === "" ? "empty, no trial is complete and meets the constraints" : frontText}`,
  ];
}

/** On each downstream task the teacher, the baseline and the other students; empty where the study has none. */
export function taskTable(study: Study): string[] {
  const tasks = study.requirements.downstream?.tasks.map(({ task }) => task) ?? [];
  if (tasks.length === 0) return [];
  const measuredText = (runs: readonly FineTuningRun[], task: DownstreamName) => {
    const measured = Object.entries(measuredByRuns(runs, task));
    return measured.length < 2 ? "" : ` (${measured.map(([name, value]) => `${measures[name as Measure]} ${percent(value)}`).join(", ")})`;
  };
  const row = (who: string, runs: readonly FineTuningRun[]) => {
    const scores = tasks.map((task) => `${accuracyText(scoreOfRuns(runs, task) ?? undefined)}${measuredText(runs, task)}`);
    return [who, ...scores, ...(tasks.length > 1 ? [accuracyText(scoreMetrics(runs, tasks).downstreamScore)] : [])];
  };
  const trials = study.trials.filter(({ state, fineTuned }) => state === "complete" && fineTuned !== undefined);
  const rows = [
    row("teacher", study.teacherFineTuned ?? []),
    ...trials.map((trial) => row(trial.role === "candidate" ? `trial ${trial.id}` : `trial ${trial.id}, ${trial.role}`, trial.fineTuned ?? [])),
  ];
  const heading = ["after fine-tuning, score %", ...tasks.map((task) => downstreamFacts(task).label), ...(tasks.length > 1 ? ["mean"] : [])];
  return table([heading, ...rows], 1);
}

const quietMs = 10_000;

export interface Reporter {
  status(run: RunStatus): void;
  trials(study: Study): void;
}

/**
 * A line when a trial or stage begins and when a trial ends; in between at most one in ten seconds.
 * @param now milliseconds, for the ten seconds
 * @param known trials that need no line, because they had ended before
 */
export function createReporter(write: (line: string) => void, now: () => number, known: readonly Trial[]): Reporter {
  const told = new Set(known.filter(({ state }) => state !== "running").map(({ id }) => id));
  const begun = new Set<number>();
  const notes = new Set<string>();
  let last = { stage: "", atMs: Number.NEGATIVE_INFINITY };

  function stageOf(run: RunStatus): string {
    const { phase, progress, trialId } = run;
    if (phase === "fineTuning" && run.fineTuning !== null) {
      const { subject, task, done, of, learningRate } = run.fineTuning;
      const who = trialId === null ? subject : `trial ${trialId}`;
      return `${who} fine-tuning on ${downstreamFacts(task).label}, run ${done + 1} of ${of}, learning rate ${learningRate}`;
    }
    const stage = phase === "distilling" ? (progress?.stages[progress.stage]?.name ?? phase) : phase;
    return `${trialId === null ? "study" : `trial ${trialId}`} ${stage}`;
  }
  function detailOf(run: RunStatus): string {
    const { progress, stepsPerSecond, trialEtaSeconds, studyEtaSeconds, phase } = run;
    const stage = progress?.stages[progress.stage];
    const tuning = phase === "fineTuning" ? run.fineTuning : null;
    const tuned = tuning === null ? [] : [
      tuning.phase === "judging" ? "judging" : `step ${tuning.step} of ${tuning.steps}`,
      tuning.loss === null ? "" : `loss ${tuning.loss.toFixed(3)}`,
      trialEtaSeconds === null ? "" : `at most ${durationText(trialEtaSeconds)} left`,
    ];
    const details = phase !== "distilling" || stage === undefined ? [] : [
      progress?.compilation ? `compiling ${progress.compilation.done} of ${progress.compilation.total} shaders` : "",
      `step ${progress?.stepInStage ?? 0} of ${stage.steps}`,
      stepsPerSecond === null ? "" : `${stepsPerSecond.toPrecision(2)} steps/s`,
      trialEtaSeconds === null ? "" : `trial ${durationText(trialEtaSeconds)} left`,
    ];
    const eta = studyEtaSeconds === null ? "" : `study ${durationText(studyEtaSeconds)} left`;
    return [...tuned, ...details, eta].filter((text) => text !== "").join(", ");
  }

  return {
    status(run) {
      for (const note of run.notes) if (!notes.has(note)) write(`note: ${note}`);
      run.notes.forEach((note) => notes.add(note));
      const stage = stageOf(run);
      const at = now();
      if (stage === last.stage && at - last.atMs < quietMs) return;
      last = { stage, atMs: at };
      const detail = detailOf(run);
      write(`  ${stage}${detail === "" ? "" : `: ${detail}`}`);
    },
    trials(study) {
      for (const trial of study.trials) {
        const running = trial.state === "running";
        if (running && !begun.has(trial.id)) {
          begun.add(trial.id);
          write(`trial ${trial.id} (${trial.role}, ${trial.origin}): ${architectureText(trial.architecture)}`);
        }
        if (running || told.has(trial.id)) continue;
        told.add(trial.id);
        write(trialText(trial));
      }
    },
  };
}
