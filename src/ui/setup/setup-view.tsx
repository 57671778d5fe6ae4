import { useMemo } from "preact/hooks";
import { defaultRequirements } from "../../study/requirements.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Word } from "../parts/glossary.tsx";
import { useStore } from "../state/context.ts";
import { estimateOf, planOf, type Plan, type TimeEstimate } from "../state/plan.ts";
import { hrefOf } from "../state/routes.ts";
import { CandidatesSection } from "./candidates-section.tsx";
import { DeviceCard } from "./device-card.tsx";
import { DownstreamSection } from "./downstream-section.tsx";
import { ConstraintsSection, ObjectivesSection } from "./goals-section.tsx";
import { TasksSection, TeacherSection, TextSection } from "./material-section.tsx";
import { PlanFigures } from "./plan-figures.tsx";
import { PretrainingSection } from "./pretraining-section.tsx";
import { PriorSection } from "./prior-section.tsx";
import { RequirementsSection } from "./requirements-file.tsx";
import { ScheduleSection } from "./schedule-section.tsx";
import "./setup.css";
import { SpaceSection } from "./space-section.tsx";
import { startDraft } from "./start.ts";
import { BudgetSection, TargetSection } from "./target-section.tsx";
import { useEarlierStudies } from "./use-earlier-studies.ts";
import { timeSentence } from "./words.ts";

export function SetupView() {
  const store = useStore();
  const { draft } = store;
  const requirements = draft.value.value;
  const teacher = draft.teacher.value;
  const device = store.device.value;
  const studies = useEarlierStudies(device?.key ?? null);
  const sound = draft.problems.value.size === 0;
  const plan = useMemo(() => (sound ? planOf(requirements, teacher) : null), [sound, requirements, teacher]);
  const estimate = useMemo(
    () => (sound && device !== null ? estimateOf(requirements, teacher, studies, device.key) : null),
    [sound, requirements, teacher, studies, device],
  );
  return (
    <>
      <header class="stack-tight">
        <h1>Find the language model that fits this device</h1>
        <p class="lede">
          This page takes a large model (the <Word of="teacher">teacher</Word>), trains small ones (<Word of="student">students</Word>) to
          imitate it, times each of them right here, and shows you the best trade-offs.
        </p>
      </header>
      <div class="columns">
        <StartCard plan={plan} estimate={estimate} />
        <DeviceCard device={device} />
      </div>
      <section class="stack" aria-labelledby="changes-title">
        <h2 id="changes-title">Make it your own</h2>
        <div class="sections">
          <TeacherSection />
          <TextSection />
          <PretrainingSection />
          <TasksSection />
          <DownstreamSection />
          <SpaceSection plan={plan} />
          <CandidatesSection />
          <PriorSection />
          <ObjectivesSection />
          <ConstraintsSection />
          <BudgetSection estimate={estimate} />
          <ScheduleSection plan={plan} />
          <TargetSection />
          <RequirementsSection />
        </div>
      </section>
    </>
  );
}

function StartCard({ plan, estimate }: { readonly plan: Plan | null; readonly estimate: TimeEstimate | null }) {
  const store = useStore();
  const requirements = store.draft.value.value;
  const problems = store.draft.problems.value;
  const builtin = JSON.stringify(requirements) === JSON.stringify(defaultRequirements);
  const running = store.activity.value !== null;
  const [problem] = problems.values();
  return (
    <section class="panel start" aria-labelledby="start-title">
      <h2 id="start-title">{builtin ? "The built-in study is ready" : requirements.name || "Your study"}</h2>
      <PlanFigures plan={plan} />
      {problem !== undefined && <p class="refusal">Something below needs attention first: {problem}</p>}
      <div class="start-action">
        {running ? (
          <>
            <ButtonLink tone="primary" href={hrefOf({ view: "run" })}>
              Go to the running study
            </ButtonLink>
            <span class="muted">One study runs at a time.</span>
          </>
        ) : (
          <>
            <Button tone="primary" disabled={problems.size > 0} onClick={() => startDraft(store)}>
              {builtin ? "Start the built-in study" : "Start this study"}
            </Button>
            <span class="muted">Time: {timeSentence(estimate, requirements.budget)}.</span>
          </>
        )}
      </div>
    </section>
  );
}
