import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { metrics } from "../../study/metrics.ts";
import type { Study } from "../../study/study.ts";
import { SelectField } from "../parts/field.tsx";
import { Figures, type Figure } from "../parts/figures.tsx";
import { formatCounted, formatEstimate, formatInterval } from "../parts/format.ts";
import { lowerFirst } from "../parts/lower-first.ts";
import { Empty, Notice } from "../parts/notice.tsx";
import type { ResultActions } from "./actions.ts";
import { FilterBar } from "./filter-bar.tsx";
import { baselineOf, devicesOf, filtered, headline, metricOf, noFilter, trialRows, type StudyDevice, type TrialRow } from "./rows.ts";
import { LearnedSection } from "./learned-section.tsx";
import type { Questions } from "./questions.ts";
import { StudyCharts } from "./study-charts.tsx";
import { TasksPanel } from "./tasks-panel.tsx";
import { TrialDetail } from "./trial-detail.tsx";
import { TrialsTable } from "./trials-table.tsx";
import "./results.css";

interface Props {
  readonly study: Study;
  readonly picked: number | null;
  readonly onPick: (trial: number) => void;
  /** null: read only. */
  readonly actions: ResultActions | null;
  readonly questions: Questions;
  /** Buttons beside the title. */
  readonly tools: ComponentChildren;
}

/** The results of one study, kept here or opened from a link. */
export function StudyResults({ study, picked, onPick, actions, questions, tools }: Props) {
  const devices = useMemo(() => devicesOf(study), [study]);
  const [wantedDevice, setWantedDevice] = useState<string | null>(null);
  const [filter, setFilter] = useState(noFilter);
  const device = devices.find(({ key }) => key === wantedDevice) ?? devices[0] ?? null;
  const deviceKey = device?.key ?? null;
  const rows = useMemo(() => trialRows(study, deviceKey), [study, deviceKey]);
  const settled = useSettled(filter, typingPauseMs);
  const shown = useMemo(() => filtered(rows, settled), [rows, settled]);
  const detail = rows.find(({ trial }) => trial.id === picked) ?? headline(rows, study.requirements.objectives);

  return (
    <>
      <header class="row row-apart">
        <div class="stack-tight">
          <h1>{study.name}</h1>
          {device !== null && <p class="muted">{device.name}</p>}
        </div>
        <div class="row">{tools}</div>
      </header>
      {device?.software === true && (
        <Notice tone="warning" title="These latencies come from a device emulated in software">
          <p>They rank students on this processor; they say nothing about a real GPU.</p>
        </Notice>
      )}
      {rows.length === 0 || detail === undefined || deviceKey === null ? (
        <Empty title="No trial has finished yet">
          <p>The first one is the baseline. Its numbers will stand here as soon as it is measured.</p>
        </Empty>
      ) : (
        <>
          <StudyFigures study={study} rows={rows} />
          {!rows.some(({ feasible }) => feasible) && <NothingFeasible rows={rows} />}
          {devices.length > 1 && <DeviceChoice devices={devices} device={deviceKey} onChange={setWantedDevice} />}
          <FilterBar filter={filter} shown={shown.length} total={rows.length} onChange={setFilter} />
          <Body
            key={study.id}
            study={study}
            deviceKey={deviceKey}
            rows={shown}
            narrowed={shown.length < rows.length}
            detail={detail}
            onPick={onPick}
            actions={actions}
            questions={questions}
          />
        </>
      )}
    </>
  );
}

interface BodyProps extends Pick<Props, "study" | "onPick" | "actions" | "questions"> {
  readonly deviceKey: string;
  readonly rows: readonly TrialRow[];
  readonly narrowed: boolean;
  readonly detail: TrialRow;
}

/** Charts, one trial and the table; each drawn anew only when what it shows has changed. */
function Body({ study, deviceKey, rows, narrowed, detail, onPick, actions, questions }: BodyProps) {
  const picked = detail.trial.id;
  const charts = useMemo(
    () => <StudyCharts study={study} deviceKey={deviceKey} rows={rows} narrowed={narrowed} picked={picked} onPick={onPick} />,
    [study, deviceKey, rows, narrowed, picked, onPick],
  );
  const table = useMemo(
    () => <TrialsTable study={study} rows={rows} picked={picked} onPick={onPick} />,
    [study, rows, picked, onPick],
  );
  return (
    <>
      <div class="results-columns">
        {charts}
        <TrialDetail key={picked} study={study} row={detail} baseline={baselineOf(study, deviceKey)} actions={actions} questions={questions} />
      </div>
      <TasksPanel study={study} rows={rows} picked={picked} onPick={onPick} actions={actions} />
      <LearnedSection study={study} questions={questions} />
      {table}
    </>
  );
}

/** Typing filters a moment after the last key: a thousand rows are not drawn for every letter. */
const typingPauseMs = 150;

function useSettled<T>(value: T, pauseMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
}

function StudyFigures({ study, rows }: { readonly study: Study; readonly rows: readonly TrialRow[] }) {
  const complete = rows.filter(({ trial }) => trial.state === "complete").length;
  const best = study.requirements.objectives.flatMap(({ metric, direction }): Figure[] => {
    const measured = rows.flatMap((row) => {
      const estimate = row.feasible && row.trial.role !== "regular" ? metricOf(row.trial, metric) : null;
      return estimate === null ? [] : [{ row, estimate }];
    });
    const sign = direction === "minimise" ? 1 : -1;
    const first = measured.toSorted((one, other) => sign * (one.estimate.value - other.estimate.value))[0];
    if (first === undefined) return [];
    return [
      {
        key: metric,
        label: `${direction === "minimise" ? "Lowest" : "Highest"} ${lowerFirst(metrics[metric].label)}`,
        value: formatEstimate(metric, first.estimate),
        note: [first.row.name, formatInterval(metric, first.estimate)].filter(Boolean).join(", "),
      },
    ];
  });
  const left = rows.length - complete;
  return (
    <Figures
      figures={[
        {
          key: "trials",
          label: "Trials complete",
          value: String(complete),
          note: left === 0 ? "all of them" : `${left} running, stopped or infeasible`,
        },
        { key: "front", label: "On the Pareto front", value: String(rows.filter(({ onFront }) => onFront).length) },
        ...best,
      ]}
    />
  );
}

function NothingFeasible({ rows }: { readonly rows: readonly TrialRow[] }) {
  const broken = rows.filter(({ trial }) => trial.state === "complete").length;
  return (
    <Notice tone="warning" title="No trial meets the requirements yet">
      <p>
        {broken > 0
          ? `${formatCounted(broken, "trial was", "trials were")} measured and broke a constraint; they are crosses in the chart. Looser constraints or a wider design space may help.`
          : "None could be trained to the end. The table says why for each."}
      </p>
    </Notice>
  );
}

interface DeviceChoiceProps {
  readonly devices: readonly StudyDevice[];
  readonly device: string;
  readonly onChange: (key: string) => void;
}

function DeviceChoice({ devices, device, onChange }: DeviceChoiceProps) {
  return (
    <div class="device-choice">
      <SelectField
        label="Device"
        value={device}
        options={devices.map(({ key, name, trials }) => ({ value: key, label: `${name} (${formatCounted(trials, "trial")})` }))}
        hint="This study ran on several devices. Their latencies are never put on one front: the page shows one device at a time."
        onChange={onChange}
      />
    </div>
  );
}
