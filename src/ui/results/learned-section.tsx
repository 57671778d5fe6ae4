import { useState } from "preact/hooks";
import type { StudyExplanation } from "../../lab/port.ts";
import type { Study } from "../../study/study.ts";
import { formatCounted } from "../parts/format.ts";
import { AnswerView } from "./answer-view.tsx";
import { ImportancePanel } from "./importance-panel.tsx";
import { fewestTrials, lessonsSentence, measuredTrials, trialsKey } from "./learned.ts";
import { NextPanel } from "./next-panel.tsx";
import type { Questions } from "./questions.ts";
import { devicesOf } from "./rows.ts";
import { TrustPanel } from "./trust-panel.tsx";
import { useAnswer } from "./use-answer.ts";
import "./learned.css";

interface Props {
  readonly study: Study;
  readonly questions: Questions;
}

/** What model exploration has learned; worked out only while it is open. */
export function LearnedSection({ study, questions }: Props) {
  const [open, setOpen] = useState(false);
  const answer = useAnswer(questions.explain, trialsKey(study), open);
  if (measuredTrials(study).length === 0) return null;
  return (
    <details class="panel learned" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>What the search has learned</h2>
      </summary>
      {open && (
        <div class="learned-body">
          <AnswerView answer={answer}>{(explanation) => <Learned study={study} explanation={explanation} />}</AnswerView>
        </div>
      )}
    </details>
  );
}

function Learned({ study, explanation }: { readonly study: Study; readonly explanation: StudyExplanation }) {
  const measured = measuredTrials(study).length;
  const devices = devicesOf(study);
  const lessons = lessonsSentence(explanation.lessons);
  return (
    <>
      {devices.length > 1 && (
        <p class="small muted">About {devices[0]?.name}, where the study ran last; accuracies were learned on all its devices.</p>
      )}
      {lessons !== "" && <p class="prose">{lessons}</p>}
      <NextPanel next={explanation.next} few={measured < fewestTrials} />
      {measured < fewestTrials ? (
        <p class="prose">
          {formatCounted(measured, "trial has", "trials have")} been measured: too little to tell which axis matters, or how far to
          trust the model. From {fewestTrials} on it stands here.
        </p>
      ) : (
        <>
          <ImportancePanel study={study} importance={explanation.importance} />
          <TrustPanel study={study} checks={explanation.checks} />
        </>
      )}
    </>
  );
}
