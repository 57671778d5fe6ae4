import { useMemo } from "preact/hooks";
import type { CurvePoint, Trial } from "../../study/study.ts";
import { LineChart, type LineSeries } from "../charts/line-chart.tsx";
import { formatWhole } from "../parts/format.ts";

/** Steps at which a new stage begins. */
export function stageStarts(curve: readonly CurvePoint[]): readonly number[] {
  return curve.filter((point, index) => index > 0 && point.stage !== curve[index - 1]?.stage).map((point) => point.step);
}

interface Props {
  readonly name: string;
  readonly trial: Trial;
  /** Drawn behind it; null where it is the baseline itself. */
  readonly baseline: Trial | null;
}

/** The loss of one student over its training; losses of different stages have different meanings and scales. */
export function TrialCurve({ name, trial, baseline }: Props) {
  const series = useMemo(() => {
    const points = (curve: readonly CurvePoint[]) => curve.map(({ step, loss }) => [step, loss] as const);
    const own: LineSeries = { name, points: points(trial.curve), tone: "accent" };
    const other: LineSeries[] = baseline === null ? [] : [{ name: "Baseline", points: points(baseline.curve), tone: "muted" }];
    return [...other, own];
  }, [name, trial, baseline]);
  if (trial.curve.length === 0) return <p class="muted">The training curve of {name.toLowerCase()} is not here: links leave curves out.</p>;
  return (
    <LineChart
      title={`Training loss of ${name.toLowerCase()}`}
      xLabel="Training steps"
      yLabel="Loss"
      yLog
      yBetter="lower"
      series={series}
      dividers={stageStarts(trial.curve)}
      formatX={formatWhole}
    />
  );
}
