import { useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { RunStatus } from "../../lab/port.ts";
import type { Study } from "../../study/study.ts";
import { LineChart } from "../charts/line-chart.tsx";
import { ScatterChart } from "../charts/scatter-chart.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Figures } from "../parts/figures.tsx";
import { formatBytes, formatNumber, formatShare } from "../parts/format.ts";
import { Word } from "../parts/glossary.tsx";
import { Meter } from "../parts/meter.tsx";
import { Empty, FailureNotice, Loading, Notice } from "../parts/notice.tsx";
import { trialRows } from "../results/rows.ts";
import { metricAxis } from "../results/metric-axis.ts";
import { defaultAxes, pointsOf, referencesOf } from "../results/study-charts.tsx";
import { useStore } from "../state/context.ts";
import { hrefOf, resultsOf } from "../state/routes.ts";
import { LoopDiagram } from "./loop-diagram.tsx";
import { loopSteps } from "./loop-steps.ts";
import { lossSeries } from "./loss-series.ts";
import "./run.css";
import { TrialStrip } from "./trial-strip-view.tsx";
import { stripOf } from "./trial-strip.ts";
import { useWakeLock } from "./use-wake-lock.ts";
import { etaWords, restingWords, studyShare, trialWords } from "./words.ts";

/** Pixels; the two charts stand side by side. */
const chartHeight = 300;

export function RunView() {
  const store = useStore();
  const study = store.runningStudy.value;
  const run = store.activity.value;
  const answered = useComputed(() => store.snapshot.value !== null).value;
  const failure = useComputed(() => store.snapshot.value?.failure ?? null).value;
  useWakeLock(run !== null && run.phase !== "paused");
  if (!answered) return <Loading what="Asking what runs…" />;
  return (
    <>
      {run === null && failure !== null && <RunFailure failure={failure} study={study} />}
      {run !== null && study?.id !== run.studyId ? (
        <Loading what="Reading the study…" />
      ) : study === null ? (
        <NothingRuns />
      ) : (
        <>
          <Head study={study} failed={failure !== null} />
          <Loop study={study} />
          <div class="columns">
            <LossPanel study={study} />
            <ParetoPanel study={study} />
          </div>
        </>
      )}
    </>
  );
}

function NothingRuns() {
  const store = useStore();
  const unfinished = store.studies.value?.filter(({ state }) => state === "unfinished").toSorted((a, b) => b.createdAt - a.createdAt) ?? [];
  const [latest] = unfinished;
  return (
    <>
      <h1>Run</h1>
      <Empty title="Nothing runs now">
        <p>While a study runs you see here which student is tried, how it learns, and what was measured so far.</p>
        {latest !== undefined && (
          <div class="row">
            <Button tone="primary" onClick={() => resumeStudy(store, latest.id)}>
              Resume {latest.name}
            </Button>
            <span class="muted">It was interrupted and goes on from its last checkpoint.</span>
          </div>
        )}
        <ButtonLink tone={latest === undefined ? "primary" : "plain"} href={hrefOf({ view: "setup" })}>
          Set up a study
        </ButtonLink>
      </Empty>
    </>
  );
}

const resumeStudy = (store: ReturnType<typeof useStore>, id: string) =>
  store.attempt("Resuming the study", () => store.lab.run(id));

function RunFailure({ failure, study }: { readonly failure: string; readonly study: Study | null }) {
  const store = useStore();
  return (
    <FailureNotice
      title="The study stopped before its end"
      happened={failure}
      safe="Every finished trial, and the running one up to its last checkpoint."
      advice="Resume the study. If it stops at the same place again, close other pages that use the GPU, or choose another backend in the set-up."
    >
      {study !== null && <Button tone="primary" onClick={() => resumeStudy(store, study.id)}>Resume</Button>}
      <ButtonLink href={hrefOf({ view: "setup" })}>Go to the set-up</ButtonLink>
    </FailureNotice>
  );
}

/** The run as it is this instant: what reads it is drawn with every snapshot. */
function useLiveRun(): RunStatus | null {
  return useStore().snapshot.value?.run ?? null;
}

interface Props {
  readonly study: Study;
}

function Head({ study, failed }: Props & { readonly failed: boolean }) {
  const store = useStore();
  const { lab } = store;
  const run = useLiveRun();
  if (run === null) {
    const { finished, title, detail } = restingWords(study);
    return (
      <header class="stack">
        <h1>{title}</h1>
        <p>{detail}</p>
        <div class="row">
          {!finished && !failed && (
            <Button tone="primary" onClick={() => resumeStudy(store, study.id)}>
              Resume
            </Button>
          )}
          <ButtonLink tone={finished ? "primary" : "plain"} href={hrefOf(resultsOf(study.id))}>
            See the results
          </ButtonLink>
        </div>
      </header>
    );
  }
  const paused = run.phase === "paused";
  const trial = study.trials.find(({ id }) => id === run.trialId);
  const share = studyShare(study, run);
  return (
    <header class="stack">
      <div class="row row-apart">
        <h1>{study.name}</h1>
        <div class="row">
          {paused ? (
            <Button tone="primary" onClick={() => store.attempt("Going on", () => lab.resume())}>
              Go on
            </Button>
          ) : (
            <Button onClick={() => store.attempt("Pausing", () => lab.pause())}>Pause</Button>
          )}
          <Button
            disabled={trial === undefined && run.phase !== "fineTuning"}
            onClick={() => store.attempt("Stepping over it", () => lab.skipTrial())}
          >
            {trial === undefined && run.phase === "fineTuning" ? "Skip the teacher" : "Skip this trial"}
          </Button>
          <Button onClick={() => store.attempt("Stopping", () => lab.stop())}>Stop</Button>
        </div>
      </div>
      <Meter label="Progress of the study" share={share} />
      <p class="muted">
        {formatShare(share, 0)} done
        {trial !== undefined && `, now ${trialWords(trial)}`}
        {trial === undefined && run.phase === "fineTuning" && ", now the teacher on the downstream tasks"}
        {run.phase === "preparing" && ", reading the teacher and the text"}. The page must stay open; a reload loses at most some seconds.
      </p>
    </header>
  );
}

function Loop({ study }: Props) {
  const run = useLiveRun();
  const strip = stripOf(study, run);
  return (
    <section class="panel" aria-labelledby="loop-title">
      <h2 id="loop-title" class="visually-hidden">
        Where it is
      </h2>
      <LoopDiagram steps={loopSteps(run)} paused={run?.phase === "paused"} />
      <TrialStrip studyId={study.id} strip={strip} />
      {run !== null && (
        <Figures
          figures={[
            { key: "trial-eta", label: "This trial ends in", value: etaWords(run.trialEtaSeconds) },
            { key: "study-eta", label: "The study ends in", value: etaWords(run.studyEtaSeconds) },
            {
              key: "speed",
              label: <Word of="stepsPerSecond">Speed</Word>,
              value: run.stepsPerSecond === null ? null : `${formatNumber(run.stepsPerSecond)} steps/s`,
            },
            {
              key: "memory",
              label: <Word of="memory">Tensor memory</Word>,
              value: run.liveBytes === null ? null : formatBytes(run.liveBytes),
              ...(run.allocatedBytes === null ? {} : { note: `${formatBytes(run.allocatedBytes)} allocated` }),
            },
          ]}
        />
      )}
      {run?.notes.map((note) => <Notice key={note} tone="info" title={note} />)}
    </section>
  );
}

function LossPanel({ study }: Props) {
  const run = useLiveRun();
  const series = useMemo(() => lossSeries(study, run), [study, run]);
  return (
    <section class="panel" aria-label="Loss">
      {series.every(({ points }) => points.length < 2) ? (
        <Empty title="Loss while learning">
          <p class="muted">The curve begins with the first steps. Lower is better.</p>
        </Empty>
      ) : (
        <LineChart title="Loss while learning" xLabel="Training steps" yLabel="Loss" series={series} yBetter="lower" height={chartHeight} />
      )}
    </section>
  );
}

function ParetoPanel({ study }: Props) {
  const store = useStore();
  const axes = useMemo(() => defaultAxes(study), [study]);
  const deviceKey = study.trials.findLast(({ device }) => device !== null)?.device?.key ?? null;
  const points = useMemo(() => pointsOf(trialRows(study, deviceKey), axes.x, axes.y), [study, deviceKey, axes]);
  const [x, y] = useMemo(() => [metricAxis(axes.x), metricAxis(axes.y)] as const, [axes]);
  return (
    <section class="panel" aria-label="Trade-offs so far">
      {points.length === 0 ? (
        <Empty title="Trade-offs so far">
          <p class="muted">Each measured student becomes a point here: what it costs against what it can do.</p>
        </Empty>
      ) : (
        <ScatterChart
          title="Trade-offs so far"
          x={x}
          y={y}
          points={points}
          references={referencesOf(study, axes.x, axes.y)}
          height={chartHeight}
          onSelect={(id) => store.go(resultsOf(study.id, Number(id)))}
        />
      )}
    </section>
  );
}
