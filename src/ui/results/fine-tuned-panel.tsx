import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Precision } from "../../lab/port.ts";
import { downstreamFacts, type DownstreamName } from "../../study/downstream.ts";
import type { Study, Trial } from "../../study/study.ts";
import { Button } from "../parts/button.tsx";
import { SelectField } from "../parts/field.tsx";
import { useStore } from "../state/context.ts";
import type { ResultActions } from "./actions.ts";
import { FineTuningProgress } from "./fine-tuning-progress.tsx";
import { OnnxChoice } from "./onnx-choice.tsx";
import { draftOf, PushPanel } from "./push-panel.tsx";

interface Props {
  readonly study: Study;
  /** null: the teacher. */
  readonly trial: Trial | null;
  readonly tasks: readonly DownstreamName[];
  readonly actions: ResultActions;
}

/** A network with the head of a task: fine-tuned once more, as in the study, and saved; a student also pushed. */
export function FineTunedPanel({ study, trial, tasks, actions }: Props) {
  const store = useStore();
  // It is taken up once: later drafts are those of other panels.
  const [draft] = useState(() => trial && draftOf(store.hub.value?.draft, study, trial, "fine-tuned"));
  const working = useSignal(false);
  const onnx = useSignal<readonly Precision[]>(draft?.onnx ?? []);
  const chosen = useSignal(draft?.task ?? null);
  const task = chosen.value ?? tasks[0];
  if (task === undefined) return null;
  const who = trial === null ? "the teacher" : "the student";
  const isBusy = working.value || actions.busy !== null || actions.fineTuning.value !== null;
  const save = async () => {
    working.value = true;
    await actions.exportFineTuned(trial?.id ?? null, task, onnx.value);
    working.value = false;
  };
  return (
    <section class="stack-tight" aria-label={`Save ${who}, fine-tuned`}>
      <h3>Fine-tuned</h3>
      <p class="prose small muted">
        With the head of a task, {who} is fine-tuned once more exactly as in the study, and saved in Hugging Face layout.
      </p>
      {tasks.length > 1 && (
        <div class="fields">
          <SelectField
            label="Task"
            value={task}
            options={tasks.map((value) => ({ value, label: downstreamFacts(value).label }))}
            onChange={(value) => (chosen.value = value)}
          />
        </div>
      )}
      {trial !== null && <OnnxChoice chosen={onnx.value} onChange={(precisions) => (onnx.value = precisions)} />}
      <div class="row">
        <Button disabled={isBusy} onClick={save}>
          Save {who} fine-tuned on {downstreamFacts(task).label}
        </Button>
        {working.value && (
          <Button tone="quiet" onClick={() => actions.cancelFineTuning()}>
            Cancel
          </Button>
        )}
      </div>
      {working.value && <FineTuningProgress who={who} status={actions.fineTuning.value} />}
      {trial !== null && (
        <details class="disclosure" open={draft !== null}>
          <summary>Push it to the Hugging Face Hub</summary>
          <PushPanel study={study} trial={trial} task={task} onnx={onnx.value} isBusy={isBusy} />
        </details>
      )}
    </section>
  );
}
