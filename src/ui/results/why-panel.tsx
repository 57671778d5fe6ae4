import { useState } from "preact/hooks";
import type { Why } from "../../lab/port.ts";
import type { Estimate } from "../../study/measurement.ts";
import { metrics, type MetricName } from "../../study/metrics.ts";
import type { Study } from "../../study/study.ts";
import { formatCounted, formatEstimate, formatInterval, formatRange } from "../parts/format.ts";
import { Measured } from "../parts/measured.tsx";
import { Table } from "../parts/table.tsx";
import { AnswerView } from "./answer-view.tsx";
import { chanceText, expectations, fewestTrials, measuredBefore, measuredBeside, outcomeWords, trialsKey } from "./learned.ts";
import { originOf } from "./origins.ts";
import type { Questions } from "./questions.ts";
import type { TrialRow } from "./rows.ts";
import { useAnswer } from "./use-answer.ts";

interface Props {
  readonly study: Study;
  readonly row: TrialRow;
  readonly questions: Questions;
}

/** Why a candidate was tried, and what was expected of it; nothing where there was no model yet. */
export function WhyPanel({ study, row, questions }: Props) {
  const { trial, name } = row;
  const [open, setOpen] = useState(false);
  const answer = useAnswer(() => questions.why(trial.id), trialsKey(study), open);
  const before = measuredBefore(study, trial).length;
  if (trial.role !== "candidate" || before === 0) return null;
  return (
    <details class="disclosure" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Why this one<span class="visually-hidden">: {name}</span>
      </summary>
      {open && (
        <div class="stack">
          <p class="prose">
            {originOf(trial.origin).long} {formatCounted(before, "trial", "trials")} had been measured when it began
            {before < fewestTrials ? ", too few to expect anything with confidence." : "."}
          </p>
          <AnswerView answer={answer}>{(why) => why !== null && <Expected study={study} row={row} why={why} />}</AnswerView>
        </div>
      )}
    </details>
  );
}

interface Line {
  readonly metric: MetricName;
  readonly expected: Estimate;
  readonly measured: Estimate | null;
}

function Expected({ study, row, why }: { readonly study: Study; readonly row: TrialRow; readonly why: Why }) {
  const { trial, name, onFront } = row;
  const lines = expectations(why).map((line): Line => ({ ...line, measured: measuredBeside(study, trial, line.metric) }));
  const now = trial.state !== "complete" ? "" : onFront ? " It is on the front now." : " It is not on the front now.";
  return (
    <>
      {why.chance !== null && (
        <p class="prose">
          Its chance of joining the front was put at {chanceText(why.chance)}.{now}
        </p>
      )}
      <Table
        caption={`Expected and measured: ${name}`}
        rows={lines}
        rowKey={({ metric }) => metric}
        columns={[
          { key: "metric", name: "Metric", header: "Metric", cell: ({ metric }) => metrics[metric].label },
          {
            key: "expected",
            name: "Expected",
            header: "Expected",
            cell: ({ metric, expected }) => (
              <Measured value={formatEstimate(metric, expected)} behind={expected.low === expected.high ? "" : formatRange(metric, expected)} />
            ),
          },
          {
            key: "measured",
            name: "Measured",
            header: "Measured",
            cell: ({ metric, measured }) =>
              measured === null ? "—" : <Measured value={formatEstimate(metric, measured)} behind={formatInterval(metric, measured)} />,
          },
          {
            key: "outcome",
            name: "Outcome",
            header: "Outcome",
            cell: ({ metric, expected, measured }) => (measured === null ? "—" : outcomeWords(metric, expected, measured)),
          },
        ]}
      />
    </>
  );
}
