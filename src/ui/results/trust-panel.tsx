import { useMemo } from "preact/hooks";
import type { StudyExplanation } from "../../lab/port.ts";
import { metricNames, metrics, type MetricName } from "../../study/metrics.ts";
import type { Study } from "../../study/study.ts";
import type { Axis } from "../charts/axis.ts";
import { ScatterChart } from "../charts/scatter-chart.tsx";
import type { ScatterPoint } from "../charts/scatter-point.ts";
import { lowerFirst } from "../parts/lower-first.ts";
import { checkedTrial, expectedOf, fewestTrials, trustSentence } from "./learned.ts";
import { metricAxis } from "./metric-axis.ts";
import { architectureText, trialName } from "./rows.ts";

type MetricChecks = StudyExplanation["checks"][string];

interface Props {
  readonly study: Study;
  readonly checks: StudyExplanation["checks"];
}

/** Leave-one-out: each trial predicted from all others, beside what was measured. */
export function TrustPanel({ study, checks }: Props) {
  const checked = metricNames.flatMap((metric) => {
    const found = checks[metric];
    return found === undefined ? [] : [{ metric, found }];
  });
  if (checked.length === 0) return null;
  return (
    <section class="stack" aria-label="How far to trust it">
      <div class="stack-tight">
        <h3>How far to trust it</h3>
        <p class="prose muted">
          Each trial predicted from all the others, as if it had not been measured yet. On the dashed line the model was right.
        </p>
      </div>
      <div class="columns">
        {checked.map(({ metric, found }) =>
          // Latencies count on one device only, so a metric may have fewer readings than there are trials.
          found.length < fewestTrials ? (
            <p key={metric} class="prose">
              {metrics[metric].label}: too few trials were measured on this device to tell.
            </p>
          ) : (
            <Trust key={metric} study={study} metric={metric} checks={found} />
          ),
        )}
      </div>
    </section>
  );
}

/** Measured across, predicted up. */
export function trustPoints(study: Study, metric: MetricName, checks: MetricChecks): readonly ScatterPoint[] {
  return checks.map((check, index) => {
    const { trial, measured } = checkedTrial(study, metric, check);
    const note = architectureText(check.architecture);
    return {
      id: String(index),
      name: trial === null ? "A newer trial" : trialName(trial),
      x: measured,
      y: expectedOf(metric, check),
      mark: trial?.role === "baseline" ? "baseline" : "candidate",
      competes: false,
      note,
    };
  });
}

function Trust({ study, metric, checks }: { readonly study: Study; readonly metric: MetricName; readonly checks: MetricChecks }) {
  const points = useMemo(() => trustPoints(study, metric, checks), [study, metric, checks]);
  const [measured, predicted] = useMemo(() => {
    const axis: Axis = { ...metricAxis(metric), better: null };
    return [
      { ...axis, label: "Measured" },
      { ...axis, label: "Predicted" },
    ] as const;
  }, [metric]);
  return (
    <div class="stack-tight">
      <ScatterChart
        title={`Predicted against measured ${lowerFirst(metrics[metric].label)}`}
        x={measured}
        y={predicted}
        points={points}
        diagonal="Predicted as measured"
        height={300}
      />
      <p class="prose">{trustSentence(checks)}</p>
    </div>
  );
}
