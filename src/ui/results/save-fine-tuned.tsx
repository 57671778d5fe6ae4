import { useSignal } from "@preact/signals";
import type { Precision } from "../../lab/port.ts";
import { downstreamFacts, type DownstreamName } from "../../study/downstream.ts";
import { Button } from "../parts/button.tsx";
import { Meter } from "../parts/meter.tsx";
import type { ResultActions } from "./actions.ts";
import { OnnxChoice } from "./onnx-choice.tsx";

interface Props {
  /** null: the teacher. */
  readonly trial: number | null;
  readonly tasks: readonly DownstreamName[];
  readonly actions: ResultActions;
}

/** A network with the head of a task: fine-tuned once more, as in the study, and saved. */
export function SaveFineTuned({ trial, tasks, actions }: Props) {
  const working = useSignal(false);
  const onnx = useSignal<readonly Precision[]>([]);
  if (tasks.length === 0) return null;
  const who = trial === null ? "the teacher" : "the student";
  const save = async (task: DownstreamName) => {
    working.value = true;
    await actions.exportFineTuned(trial, task, onnx.value);
    working.value = false;
  };
  const status = working.value ? actions.fineTuning.value : null;
  return (
    <section class="stack-tight" aria-label={`Save ${who}, fine-tuned`}>
      <h3>Fine-tuned</h3>
      <p class="prose small muted">
        With the head of a task, {who} is fine-tuned once more exactly as in the study, and saved in Hugging Face layout.
      </p>
      {trial !== null && <OnnxChoice chosen={onnx.value} onChange={(chosen) => (onnx.value = chosen)} />}
      <div class="row">
        {tasks.map((task) => (
          <Button key={task} disabled={working.value || actions.busy !== null} onClick={() => save(task)}>
            Save {who} fine-tuned on {downstreamFacts(task).label}
          </Button>
        ))}
        {working.value && (
          <Button tone="quiet" onClick={() => actions.cancelFineTuning()}>
            Cancel
          </Button>
        )}
      </div>
      {working.value && (
        <div class="stack-tight" role="status">
          <p class="muted">{status === null ? "Preparing…" : status.phase === "judging" ? "Judging…" : `Step ${status.step} of at most ${status.steps}`}</p>
          <Meter label={`Fine-tuning ${who}`} share={status === null || status.steps === 0 ? null : status.step / status.steps} />
        </div>
      )}
    </section>
  );
}
