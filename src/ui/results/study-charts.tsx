import { useMemo, useState } from "preact/hooks";
import { metricNames, metrics, type MetricName } from "../../study/metrics.ts";
import type { Study } from "../../study/study.ts";
import type { ReferenceLine } from "../charts/scatter-layout.ts";
import type { ScatterPoint } from "../charts/scatter-point.ts";
import { LineChart } from "../charts/line-chart.tsx";
import { ScatterChart } from "../charts/scatter-chart.tsx";
import { SelectField } from "../parts/field.tsx";
import { formatShare, formatWhole } from "../parts/format.ts";
import { lowerFirst } from "../parts/lower-first.ts";
import { constraintSentence } from "../setup/words.ts";
import { hypervolumeCurve } from "./hypervolume-curve.ts";
import { metricAxis } from "./metric-axis.ts";
import { metricOf, type TrialRow } from "./rows.ts";

/** The axes a study begins with: cost across, accuracy up, both from its objectives where it has them. */
export function defaultAxes(study: Study): { readonly x: MetricName; readonly y: MetricName } {
  const wanted = study.requirements.objectives.map(({ metric }) => metric);
  const y = wanted.find((metric) => metrics[metric].better === "higher") ?? "mlmAccuracy";
  const x = wanted.find((metric) => metric !== y && metrics[metric].better === "lower") ?? wanted.find((metric) => metric !== y);
  return { x: x ?? "latencyMs", y };
}

export function pointsOf(rows: readonly TrialRow[], x: MetricName, y: MetricName): readonly ScatterPoint[] {
  return rows.flatMap((row): ScatterPoint[] => {
    const [across, up] = [metricOf(row.trial, x), metricOf(row.trial, y)];
    if (across === null || up === null) return [];
    // A regular student is judged beside its parent, not against flash trials.
    const competes = row.feasible && row.trial.role !== "regular";
    return [{ id: String(row.trial.id), name: row.name, x: across, y: up, mark: row.mark, competes, note: row.architecture }];
  });
}

/** What is known besides the trials: bounds of the constraints, and the teacher's size. */
export function referencesOf(study: Study, x: MetricName, y: MetricName): readonly ReferenceLine[] {
  const axisOf = (metric: MetricName) => (metric === x ? "x" : metric === y ? "y" : null);
  const bounds = study.requirements.constraints.flatMap((constraint): ReferenceLine[] => {
    const axis = axisOf(constraint.metric);
    return axis === null ? [] : [{ name: constraintSentence(constraint), axis, value: constraint.value, tone: "danger" }];
  });
  const axis = axisOf("parameters");
  if (axis === null) return bounds;
  return [...bounds, { name: "Teacher", axis, value: study.teacher.parameters, tone: "teacher" }];
}

interface Props {
  readonly study: Study;
  readonly deviceKey: string;
  readonly rows: readonly TrialRow[];
  readonly narrowed: boolean;
  readonly picked: number | null;
  readonly onPick: (trial: number) => void;
}

export function StudyCharts({ study, deviceKey, rows, narrowed, picked, onPick }: Props) {
  const [axes, setAxes] = useState(() => defaultAxes(study));
  const xAxis = useMemo(() => metricAxis(axes.x), [axes.x]);
  const yAxis = useMemo(() => metricAxis(axes.y), [axes.y]);
  const points = useMemo(() => pointsOf(rows, axes.x, axes.y), [rows, axes]);
  const references = useMemo(() => referencesOf(study, axes.x, axes.y), [study, axes]);
  const pick = useMemo(() => (id: string) => onPick(Number(id)), [onPick]);
  const curve = useMemo(
    () => hypervolumeCurve({ ...study, trials: rows.map(({ trial }) => trial) }, deviceKey),
    [study, rows, deviceKey],
  );
  const measured = metricNames.filter((metric) => study.trials.some((trial) => metricOf(trial, metric) !== null));
  const options = (taken: MetricName) =>
    measured.filter((metric) => metric !== taken).map((metric) => ({ value: metric, label: metrics[metric].label }));
  return (
    <section class="panel" aria-label="Charts">
      <div class="axis-choice">
        <SelectField label="Across" value={axes.x} options={options(axes.y)} onChange={(x) => setAxes({ ...axes, x })} />
        <SelectField label="Up" value={axes.y} options={options(axes.x)} onChange={(y) => setAxes({ ...axes, y })} />
      </div>
      <ScatterChart
        title={`${yAxis.label} against ${lowerFirst(xAxis.label)}${narrowed ? ", trials shown" : ""}`}
        x={xAxis}
        y={yAxis}
        points={points}
        references={references}
        selected={picked === null ? null : String(picked)}
        onSelect={pick}
      />
      {curve.length > 1 && (
        <LineChart
          title={`Hypervolume after each trial${narrowed ? ", trials shown" : ""}`}
          xLabel="Trials finished"
          yLabel="Hypervolume, share of the last"
          series={[{ name: "Hypervolume", points: curve, tone: "accent" }]}
          stepped
          yBetter="higher"
          formatX={formatWhole}
          formatY={(share) => formatShare(share, 0)}
          height={200}
        />
      )}
    </section>
  );
}
