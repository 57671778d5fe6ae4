import { useMemo } from "preact/hooks";
import type { StudyExplanation } from "../../lab/port.ts";
import { axisLabels } from "../../study/architecture.ts";
import { exactly } from "../../study/measurement.ts";
import { metrics, type MetricName } from "../../study/metrics.ts";
import type { Study } from "../../study/study.ts";
import { BarChart } from "../charts/bar-chart.tsx";
import { lowerFirst } from "../parts/lower-first.ts";
import { axisShares, remainderSentence } from "./learned.ts";

interface Props {
  readonly study: Study;
  readonly importance: StudyExplanation["importance"];
}

/** How much of each objective's variation over the design space each axis explains by itself. */
export function ImportancePanel({ study, importance }: Props) {
  return (
    <section class="stack" aria-label="Which axis matters">
      <div class="stack-tight">
        <h3>Which axis matters</h3>
        <p class="prose muted">
          How much of the differences between students over the whole design space each axis makes by itself, as the model sees it now.
        </p>
      </div>
      <div class="columns">
        {study.requirements.objectives.map(({ metric }) => (
          <Importance key={metric} metric={metric} shares={importance[metric] ?? {}} />
        ))}
      </div>
    </section>
  );
}

const series = [{ name: "Share", tone: "accent" }] as const;

function Importance({ metric, shares }: { readonly metric: MetricName; readonly shares: Readonly<Record<string, number>> }) {
  const ranked = useMemo(() => axisShares(shares), [shares]);
  const { label, known } = metrics[metric];
  return (
    <div class="stack-tight">
      <BarChart
        title={`What ${lowerFirst(label)} depends on`}
        label="Share of its variation (%)"
        subject="Axis"
        series={series}
        items={ranked.map(({ axis, share }) => ({ id: axis, name: axisLabels[axis].label, values: [exactly(100 * share)] }))}
        better={null}
        reference={null}
        format={(share) => `${share.toFixed(0)} %`}
      />
      <p class="prose">
        {remainderSentence(ranked)}
        {known && " This metric is computed from the architecture, not learned."}
      </p>
    </div>
  );
}
