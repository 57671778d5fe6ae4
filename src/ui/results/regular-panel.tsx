import type { Estimate } from "../../study/measurement.ts";
import { isLatency, metricNames, metrics, type MetricName } from "../../study/metrics.ts";
import type { Study, Trial } from "../../study/study.ts";
import { Button } from "../parts/button.tsx";
import { formatAbout, formatEstimate, formatInterval, formatShare } from "../parts/format.ts";
import { Measured } from "../parts/measured.tsx";
import { Table } from "../parts/table.tsx";
import { Term } from "../parts/term.tsx";
import type { ResultActions } from "./actions.ts";
import { compare } from "./comparison.ts";
import { metricOf, trialName } from "./rows.ts";


interface Props {
  readonly study: Study;
  readonly trial: Trial;
  readonly actions: ResultActions | null;
}

const explanation = "The same student with the whole schedule instead of the flash share of it";

/** Regular distillation: the offer, and its results beside the flash one. */
export function RegularPanel({ study, trial, actions }: Props) {
  const regular = study.trials.filter((other) => other.role === "regular" && other.parent === trial.id);
  const finished = regular.filter((other) => other.measurement !== null);
  if (regular.length === 0 && actions === null) return null;
  const { flashShare } = study.requirements.schedule;
  return (
    <section class="stack-tight" aria-label="Regular distillation">
      <h3>
        <Term explanation={explanation}>Regular distillation</Term>
      </h3>
      {finished.map((other) => (
        <FlashBesideRegular key={other.id} flash={trial} regular={other} />
      ))}
      {regular
        .filter((other) => other.measurement === null)
        .map((other) => (
          <p key={other.id}>
            {trialName(other)}: {other.state === "running" ? "still running" : (other.reason ?? other.state)}
          </p>
        ))}
      {finished.length === 0 && (
        <p class="prose">
          This student was grown with {formatShare(flashShare, 0)} of the regular schedule. The whole of it takes{" "}
          {formatAbout(trial.seconds / flashShare)} on the device of this trial.
        </p>
      )}
      {actions !== null && (
        <div class="row">
          <Button disabled={actions.busy !== null} onClick={() => actions.distillRegularly(trial)}>
            Train it for longer
          </Button>
          {actions.busy !== null && <span class="small muted">{actions.busy}</span>}
        </div>
      )}
    </section>
  );
}

interface Pair {
  readonly metric: MetricName;
  readonly flash: Estimate;
  readonly regular: Estimate;
  readonly change: string;
}

/** What both were measured in; sizes are left out, the same architecture has the same ones. */
export function pairsOf(flash: Trial, regular: Trial): readonly Pair[] {
  const sameDevice = flash.device?.key === regular.device?.key;
  return metricNames.flatMap((metric): Pair[] => {
    const [short, long] = [metricOf(flash, metric), metricOf(regular, metric)];
    if (short === null || long === null || metrics[metric].known) return [];
    const isTiming = isLatency(metric) || metric === "peakBytes";
    const change = isTiming && !sameDevice ? "other device, not comparable" : compare(metric, long, short).words;
    return [{ metric, flash: short, regular: long, change }];
  });
}

function FlashBesideRegular({ flash, regular }: { readonly flash: Trial; readonly regular: Trial }) {
  const cell = (metric: MetricName, estimate: Estimate) => (
    <Measured value={formatEstimate(metric, estimate)} behind={formatInterval(metric, estimate)} />
  );
  return (
    <Table
      caption={`Flash beside regular: ${trialName(regular)}`}
      rows={pairsOf(flash, regular)}
      rowKey={({ metric }) => metric}
      columns={[
        { key: "metric", name: "Metric", header: "Metric", cell: ({ metric }) => metrics[metric].label },
        { key: "flash", name: "Flash", header: "Flash", cell: (pair) => cell(pair.metric, pair.flash) },
        { key: "regular", name: "Regular", header: "Regular", cell: (pair) => cell(pair.metric, pair.regular) },
        { key: "change", name: "Change", header: "Change", cell: ({ change }) => change },
      ]}
    />
  );
}
