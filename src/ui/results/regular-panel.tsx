import { metricNames, metrics } from "../../study/metrics.ts";
import type { Study, Trial } from "../../study/study.ts";
import { Button } from "../parts/button.tsx";
import { formatAbout, formatInterval, formatMetric, formatShare } from "../parts/format.ts";
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

function FlashBesideRegular({ flash, regular }: { readonly flash: Trial; readonly regular: Trial }) {
  const rows = metricNames.flatMap((metric) => {
    const [short, long] = [metricOf(flash, metric), metricOf(regular, metric)];
    // The same architecture has the same sizes.
    return short === null || long === null || (short.value === long.value && short.samples === 0)
      ? []
      : [{ metric, short, long, change: compare(metric, long, short).words }];
  });
  const sameDevice = flash.device?.key === regular.device?.key;
  return (
    <div class="table-frame" role="region" aria-label="Flash beside regular distillation" tabIndex={0}>
      <table class="table">
        <caption>Flash beside regular ({trialName(regular)})</caption>
        <thead>
          <tr>
            {["Metric", "Flash", "Regular", "Change"].map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ metric, short, long, change }) => (
            <tr key={metric}>
              <td data-name="Metric">{metric === "latencyMs" && !sameDevice ? "Latency (different devices)" : metrics[metric].label}</td>
              <td data-name="Flash">
                {formatMetric(metric, short.value)} <span class="small muted">{formatInterval(metric, short)}</span>
              </td>
              <td data-name="Regular">
                {formatMetric(metric, long.value)} <span class="small muted">{formatInterval(metric, long)}</span>
              </td>
              <td data-name="Change">{metric === "latencyMs" && !sameDevice ? "not comparable" : change}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
