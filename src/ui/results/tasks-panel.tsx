import { downstreamFacts, measureNames, measures, type DownstreamName } from "../../study/downstream.ts";
import type { FineTuningRun } from "../../study/fine-tuning.ts";
import { measuredByRuns, scoreMetrics, scoreOfRuns } from "../../study/task-scores.ts";
import type { Estimate } from "../../study/measurement.ts";
import { scoreName, type MetricName } from "../../study/metrics.ts";
import type { Study } from "../../study/study.ts";
import { formatEstimate, formatInterval, formatShare } from "../parts/format.ts";
import { Measured } from "../parts/measured.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { MetricTerm } from "../parts/term.tsx";
import type { ResultActions } from "./actions.ts";
import { FineTunedPanel } from "./fine-tuned-panel.tsx";
import type { TrialRow } from "./rows.ts";

/** The teacher, or a trial. */
export interface Contestant {
  readonly key: string;
  readonly name: string;
  readonly trial: number | null;
  readonly scores: Readonly<Partial<Record<MetricName, Estimate>>>;
  /** Empty in a study from a link, which carries the scores alone. */
  readonly runs: readonly FineTuningRun[];
}

/** The teacher first, then the trials that were fine-tuned, in their order. */
export function contestants(study: Study, rows: readonly TrialRow[]): readonly Contestant[] {
  const tasks = study.requirements.downstream?.tasks.map(({ task }) => task) ?? [];
  const { teacherFineTuned: runs = [] } = study;
  const teacher: Contestant = { key: "teacher", name: "Teacher", trial: null, scores: scoreMetrics(runs, tasks), runs };
  const trials = rows.flatMap(({ trial, name }): Contestant[] => {
    const { metrics } = trial.measurement ?? {};
    if (metrics === undefined || tasks.every((task) => metrics[scoreName(task)] === undefined)) return [];
    return [{ key: String(trial.id), name, trial: trial.id, scores: metrics, runs: trial.fineTuned ?? [] }];
  });
  return [...(runs.length > 0 ? [teacher] : []), ...trials];
}

/** "accuracy 70.1 %, F1 81.2 %"; nothing where the score is all there is to tell. */
export function measuresSentence(runs: readonly FineTuningRun[], task: DownstreamName): string {
  const measured = measuredByRuns(runs, task);
  const told = measureNames.flatMap((name) => (measured[name] === undefined ? [] : [`${measures[name]} ${formatShare(measured[name])}`]));
  return told.length < 2 ? "" : told.join(", ");
}

interface Props {
  readonly study: Study;
  readonly rows: readonly TrialRow[];
  readonly picked: number | null;
  readonly onPick: (trial: number) => void;
  readonly actions: ResultActions | null;
}

/** Teacher, baseline and students on each downstream task. */
export function TasksPanel({ study, rows, picked, onPick, actions }: Props) {
  const tasks = study.requirements.downstream?.tasks.map(({ task }) => task) ?? [];
  const all = contestants(study, rows);
  if (tasks.length === 0 || all.length === 0) return null;
  const columns: readonly Column<Contestant>[] = [
    {
      key: "who",
      header: "After fine-tuning",
      name: "Name",
      sortBy: ({ trial }) => trial ?? -1,
      cell: ({ name, trial }) =>
        trial === null ? (
          name
        ) : (
          <button type="button" class="link-button" onClick={() => onPick(trial)}>
            {name}
          </button>
        ),
    },
    ...tasks.map((task): Column<Contestant> => scoreColumn(scoreName(task), downstreamFacts(task).label, ({ runs }) => measuresSentence(runs, task))),
    ...(tasks.length > 1 ? [scoreColumn("downstreamScore", "Mean", () => "")] : []),
  ];
  const tuned = tasks.filter((task) => scoreOfRuns(study.teacherFineTuned ?? [], task) !== null);
  return (
    <section class="stack-tight" aria-label="Downstream tasks">
      <h2>Downstream tasks</h2>
      <Table
        caption="Scores of the teacher, the baseline and the students on each downstream task"
        columns={columns}
        rows={all}
        rowKey={({ key }) => key}
        isSelected={({ trial }) => trial !== null && trial === picked}
      />
      {actions !== null && <FineTunedPanel study={study} trial={null} tasks={tuned} actions={actions} />}
    </section>
  );
}

function scoreColumn(metric: MetricName, name: string, more: (row: Contestant) => string): Column<Contestant> {
  return {
    key: metric,
    name,
    header: <MetricTerm metric={metric} />,
    numeric: true,
    sortBy: ({ scores }) => scores[metric]?.value ?? null,
    cell: (row) => {
      const estimate = row.scores[metric];
      if (estimate === undefined) return <span class="muted">–</span>;
      return <Measured value={formatEstimate(metric, estimate)} behind={[formatInterval(metric, estimate), more(row)].filter(Boolean).join("; ")} />;
    },
  };
}
