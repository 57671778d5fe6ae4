/** Joins the views to the store: here each gets what it draws and what it may do. */
import type { ComponentChildren } from "preact";
import type { Study } from "../study/study.ts";
import { ButtonLink } from "./parts/button.tsx";
import { lazy } from "./parts/lazy.tsx";
import { Empty, Loading } from "./parts/notice.tsx";
import { SetupView } from "./setup/setup-view.tsx";
import { useStore } from "./state/context.ts";
import { hrefOf, resultsOf, type Route } from "./state/routes.ts";
import { useStudy } from "./state/use-study.ts";
import { newestFirst } from "./studies/study-rows.ts";

// The first view most people see is in the page itself; the others come when they are opened.
const RunView = lazy(() => import("./run/run-view.tsx").then(({ RunView }) => RunView));
const ResultsView = lazy(() => import("./results/results-view.tsx").then(({ ResultsView }) => ResultsView));
const BenchmarkView = lazy(() => import("./benchmark/benchmark-view.tsx").then(({ BenchmarkView }) => BenchmarkView));
const StudiesView = lazy(() => import("./studies/studies-view.tsx").then(({ StudiesView }) => StudiesView));
const SharedStudyView = lazy(() => import("./share/shared-study-view.tsx").then(({ SharedStudyView }) => SharedStudyView));
const SharedBenchmarkView = lazy(() => import("./benchmark/shared-benchmark-view.tsx").then(({ SharedBenchmarkView }) => SharedBenchmarkView));

/** The view of a route. To add one: a case here, and a line in `navigation`. */
export function View({ route }: { readonly route: Route }): ComponentChildren {
  switch (route.view) {
    case "setup":
      return <SetupView />;
    case "run":
      return <RunView />;
    case "results":
      return <Results studyId={route.studyId} trialId={route.trialId} />;
    case "benchmark":
      return <Benchmark />;
    case "studies":
      return <StudiesView />;
    case "sharedStudy":
      return <SharedStudy fragment={route.fragment} />;
    case "sharedBenchmark":
      return <SharedBenchmark fragment={route.fragment} />;
  }
}

/** The study at hand where none is named: the running one, else the newest that has trials. */
function useStudyAtHand(): string | null {
  const store = useStore();
  const running = store.runningStudy.value?.id;
  return running ?? newestFirst(store.studies.value ?? []).find(({ trials }) => trials > 0)?.id ?? null;
}

function Results({ studyId, trialId }: { readonly studyId: string | null; readonly trialId: number | null }) {
  const store = useStore();
  const atHand = useStudyAtHand();
  const id = studyId ?? atHand;
  if (id !== null) return <KeptResults key={id} id={id} trialId={trialId} />;
  return store.studies.value === null ? <Loading what="Reading the studies kept here…" /> : <ResultsOf study={null} trialId={null} />;
}

function KeptResults({ id, trialId }: { readonly id: string; readonly trialId: number | null }) {
  const found = useStudy(id);
  if (found.state === "loading") return <Loading what="Reading the study…" />;
  if (found.state === "ready") return <ResultsOf study={found.study} trialId={trialId} />;
  return (
    <>
      <h1>Results</h1>
      <Empty title="This study cannot be shown">
        <p>{found.message}.</p>
        <ButtonLink tone="primary" href={hrefOf({ view: "studies" })}>
          See the studies kept here
        </ButtonLink>
      </Empty>
    </>
  );
}

function ResultsOf({ study, trialId }: { readonly study: Study | null; readonly trialId: number | null }) {
  const store = useStore();
  return (
    <ResultsView
      study={study}
      trialId={trialId}
      lab={store.lab}
      run={store.activity.value}
      fineTuning={store.fineTuning}
      attempt={store.attempt}
      onPick={(trial) => study !== null && store.go(resultsOf(study.id, trial))}
      onStarted={() => store.go({ view: "run" })}
    />
  );
}

function Benchmark() {
  const atHand = useStudyAtHand();
  return atHand === null ? <BenchmarkOf study={null} /> : <BenchmarkBeside key={atHand} id={atHand} />;
}

function BenchmarkBeside({ id }: { readonly id: string }) {
  const found = useStudy(id);
  return <BenchmarkOf study={found.state === "ready" ? found.study : null} />;
}

function BenchmarkOf({ study }: { readonly study: Study | null }) {
  const store = useStore();
  return <BenchmarkView lab={store.lab} study={study} run={store.activity.value} device={store.device.value} />;
}

function SharedStudy({ fragment }: { readonly fragment: string }) {
  const store = useStore();
  return (
    <SharedStudyView
      fragment={fragment}
      lab={store.lab}
      explainer={store.environment.explainer}
      attempt={store.attempt}
      onKept={(id) => store.go(resultsOf(id))}
      onAdopt={(requirements) => {
        store.draft.change(() => requirements);
        store.go({ view: "setup" });
      }}
    />
  );
}

function SharedBenchmark({ fragment }: { readonly fragment: string }) {
  const store = useStore();
  return <SharedBenchmarkView fragment={fragment} lab={store.lab} onLaid={() => store.go({ view: "benchmark" })} />;
}
