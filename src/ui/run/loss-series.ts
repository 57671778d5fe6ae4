import type { RunStatus } from "../../lab/port.ts";
import type { CurvePoint, Study } from "../../study/study.ts";
import type { LineSeries } from "../charts/line-chart.tsx";
import { trialName } from "../results/rows.ts";

const samples = (curve: readonly CurvePoint[]) => curve.map(({ step, loss }) => [step, loss] as const);

/** The running trial's loss with the baseline's behind it; while nothing runs, the last trial's. */
export function lossSeries(study: Study, run: RunStatus | null): readonly LineSeries[] {
  const shown = study.trials.find(({ id }) => id === run?.trialId) ?? study.trials.at(-1);
  const live = run?.studyId === study.id && run.trialId !== null && run.curve.length > 0 ? run.curve : (shown?.curve ?? []);
  const baseline = study.trials.find(({ role, id }) => role === "baseline" && id !== shown?.id);
  const behind: LineSeries[] =
    baseline === undefined || baseline.curve.length === 0
      ? []
      : [{ name: "Baseline", points: samples(baseline.curve), tone: "muted" }];
  return shown === undefined ? behind : [...behind, { name: trialName(shown), points: samples(live), tone: "accent" }];
}
