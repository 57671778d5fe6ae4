import { useMemo, useState } from "preact/hooks";
import { axisLabels, axisNames, type AxisName } from "../../study/architecture.ts";
import { notMeasurable } from "../../study/measurable.ts";
import { isScore, metricNames, metrics, type MetricName } from "../../study/metrics.ts";
import type { Study } from "../../study/study.ts";
import { CheckField } from "../parts/field.tsx";
import { formatDuration, formatEstimate, formatInterval } from "../parts/format.ts";
import { Measured } from "../parts/measured.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { AxisTerm, MetricTerm } from "../parts/term.tsx";
import { metricOf, type TrialRow } from "./rows.ts";

type OptionalColumn = AxisName | MetricName | "state" | "front" | "architecture" | "origin" | "seconds";

const plainNames = { state: "State", front: "Front", architecture: "Architecture", origin: "Suggested by", seconds: "Time" } as const;

/** Of the many downstream tasks those that the study has. */
const optionalColumns = (study: Study): readonly OptionalColumn[] => {
  const told = metricNames.filter((metric) => !isScore(metric) || notMeasurable(metric, study.requirements) === null);
  return ["state", "front", "architecture", ...told, ...axisNames, "origin", "seconds"];
};

const isMetric = (column: OptionalColumn): column is MetricName => Object.hasOwn(metrics, column);
const isAxis = (column: OptionalColumn): column is AxisName => Object.hasOwn(axisLabels, column);

function columnLabel(column: OptionalColumn): string {
  if (isMetric(column)) return metrics[column].label;
  return isAxis(column) ? axisLabels[column].label : plainNames[column];
}

/** How it ended, the objectives, and the architecture: an axis a column where there is room. */
function firstChoice(study: Study): ReadonlySet<OptionalColumn> {
  const narrow = window.matchMedia("(max-width: 40rem)").matches;
  const objectives = study.requirements.objectives.map(({ metric }) => metric);
  return new Set<OptionalColumn>(["state", "front", ...objectives, ...(narrow ? (["architecture"] as const) : axisNames)]);
}

interface Props {
  readonly study: Study;
  readonly rows: readonly TrialRow[];
  readonly picked: number | null;
  readonly onPick: (trial: number) => void;
}

export function TrialsTable({ study, rows, picked, onPick }: Props) {
  const [chosen, setChosen] = useState<ReadonlySet<OptionalColumn>>(() => firstChoice(study));
  const offered = useMemo(() => optionalColumns(study), [study]);
  const columns = useMemo(
    (): readonly Column<TrialRow>[] => [
      {
        key: "trial",
        header: "Trial",
        name: "Trial",
        sortBy: ({ trial }) => trial.id,
        cell: ({ trial, name }) => (
          <button type="button" class="link-button" onClick={() => onPick(trial.id)}>
            {name}
          </button>
        ),
      },
      ...offered.filter((column) => chosen.has(column)).map(columnOf),
    ],
    [offered, chosen, onPick],
  );
  const toggle = (column: OptionalColumn, shown: boolean) => {
    const next = new Set(chosen);
    if (shown) next.add(column);
    else next.delete(column);
    setChosen(next);
  };
  return (
    <section class="stack-tight" aria-label="Every trial">
      <h2>Every trial</h2>
      <details class="column-choice">
        <summary>Choose columns</summary>
        <div class="column-choices">
          {offered.map((column) => (
            <CheckField
              key={column}
              label={columnLabel(column)}
              checked={chosen.has(column)}
              onChange={(shown) => toggle(column, shown)}
            />
          ))}
        </div>
      </details>
      {rows.length === 0 ? (
        <p class="muted">No trial matches the filter.</p>
      ) : (
        <Table
          caption="Every trial with its architecture and its numbers"
          columns={columns}
          rows={rows}
          rowKey={({ trial }) => trial.id}
          isSelected={({ trial }) => trial.id === picked}
          pageSize={100}
        />
      )}
    </section>
  );
}

function columnOf(column: OptionalColumn): Column<TrialRow> {
  const name = columnLabel(column);
  if (isAxis(column))
    return {
      key: column,
      name,
      header: <AxisTerm axis={column} />,
      numeric: true,
      sortBy: ({ trial }) => trial.architecture[column],
      cell: ({ trial }) => trial.architecture[column],
    };
  if (isMetric(column))
    return {
      key: column,
      name,
      header: <MetricTerm metric={column} />,
      numeric: true,
      sortBy: ({ trial }) => metricOf(trial, column)?.value ?? null,
      cell: ({ trial }) => <MetricCell metric={column} row={trial} />,
    };
  return { ...plainColumns[column], key: column, name, header: name };
}

function MetricCell({ metric, row }: { readonly metric: MetricName; readonly row: TrialRow["trial"] }) {
  const estimate = metricOf(row, metric);
  if (estimate === null) return <span class="muted">–</span>;
  return <Measured value={formatEstimate(metric, estimate)} behind={formatInterval(metric, estimate)} />;
}

const plainColumns: Readonly<Record<keyof typeof plainNames, Pick<Column<TrialRow>, "cell" | "sortBy">>> = {
  state: {
    sortBy: ({ trial, feasible }) => (trial.state === "complete" && !feasible ? "complete, breaks a constraint" : trial.forecast ? "given up early" : trial.state),
    cell: ({ trial, feasible }) => (
      <span title={trial.reason ?? undefined}>
        {trial.state === "complete" && !feasible ? "breaks a constraint" : trial.forecast ? "given up early" : trial.state}
      </span>
    ),
  },
  front: { sortBy: ({ onFront }) => (onFront ? 0 : 1), cell: ({ onFront }) => (onFront ? "on it" : "") },
  architecture: { cell: ({ architecture }) => architecture },
  origin: { sortBy: ({ trial }) => trial.origin, cell: ({ trial }) => trial.origin },
  seconds: { sortBy: ({ trial }) => trial.seconds, cell: ({ trial }) => formatDuration(trial.seconds) },
};
