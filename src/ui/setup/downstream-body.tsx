import { useSignal } from "@preact/signals";
import { messageOf } from "../../base/errors.ts";
import type { TaskReference } from "../../lab/port.ts";
import { downstreamFacts, downstreamNames, type DownstreamName } from "../../study/downstream.ts";
import type { FineTuning } from "../../study/fine-tuning.ts";
import { scoreName } from "../../study/metrics.ts";
import { withoutTask, withTask } from "../../study/with-task.ts";
import { Button } from "../parts/button.tsx";
import { CheckField, NumberField, Refusal, SelectField, TextField } from "../parts/field.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { numberOf } from "../parts/number-text.ts";
import { useStore } from "../state/context.ts";
import type { PickedFile } from "../state/files.ts";
import { FetchForm } from "./fetch-form.tsx";
import { useDraft } from "./use-draft.ts";
import { taskSentence } from "./words.ts";

type NumericKey = { [K in keyof FineTuning]: FineTuning[K] extends number ? K : never }[keyof FineTuning];

const fields: readonly { readonly key: NumericKey; readonly label: string; readonly unit?: string; readonly explanation: string }[] = [
  { key: "examples", label: "Examples", unit: "at most", explanation: "To train on; of more, some from all over the file are taken" },
  { key: "epochs", label: "Epochs", explanation: "How often each example is seen, if nothing stops it earlier" },
  { key: "batchSize", label: "Batch size", unit: "examples", explanation: "Examples in one step" },
  { key: "sequenceLength", label: "Sequence length", unit: "word pieces", explanation: "Longer examples are cut; longer texts of SQuAD are seen through windows that overlap" },
  { key: "documentStride", label: "Window step", unit: "word pieces", explanation: "From the beginning of one window to that of the next, in SQuAD" },
  { key: "evaluationsPerEpoch", label: "Looks an epoch", explanation: "How often the examples that are set aside tell whether there still is a gain" },
  { key: "patience", label: "Patience", unit: "looks", explanation: "It stops after so many looks without gain, and keeps the best" },
  { key: "seeds", label: "Seeds", explanation: "So many runs of each; the score is their mean" },
];

const kinds = [{ value: "", label: "By the files' names" }, ...downstreamNames.map((value) => ({ value, label: downstreamFacts(value).label }))] as const;
const taskFiles = ".tsv,.csv,.jsonl,.ndjson,.json,.parquet,.txt,.gz";
const objectivesLimit = 4;

/** What the section of downstream tasks holds; fetched when it is opened. */
export function DownstreamBody() {
  const { draft, lab } = useStore();
  const { requirements, problem } = useDraft();
  const { downstream, objectives } = requirements;
  const kind = useSignal<DownstreamName | "">("");
  const latest = useSignal<TaskReference | null>(null);
  const tasks = downstream?.tasks ?? [];
  const wanted = kind.value === "" ? null : kind.value;
  const add = (found: TaskReference) => {
    const { task, name, fingerprint } = found;
    latest.value = found;
    draft.change((before) => withTask(before, { task, name, fingerprint }));
  };
  const take = async (picked: readonly PickedFile[]) => {
    try {
      add(await lab.importTask(picked.map(({ path, file }) => ({ name: path, content: file })), wanted));
    } catch (thrown) {
      draft.refuse("downstream", messageOf(thrown));
    }
  };
  const aim = (task: DownstreamName) =>
    draft.change((before) => ({ ...before, objectives: [...before.objectives, { metric: scoreName(task), direction: "maximise" }] }));
  return (
    <>
      <p class="muted prose">
        Each student is fine-tuned on these after its evaluation, and the teacher once for comparison; the scores can be objectives or
        constraints. GLUE's tasks and SQuAD are read as they are distributed or as the hub has them, in Parquet, and so are tables of your own
        with a text and a label. A folder has train.tsv and dev.tsv; without dev.tsv some examples are set aside. They stay on this device.
      </p>
      <div class="fields">
        <SelectField label="Kind" value={kind.value} options={kinds} onChange={(value) => (kind.value = value)} />
      </div>
      <FileDrop what="a task's files" multiple folder accept={taskFiles} onFiles={take} />
      <FetchForm
        label="Or by address"
        hint="hub:datasets/nyu-mll/glue/sst2"
        explanation="A folder of a data set on the hub, or one of its files, if you like with a revision behind an @ after the name; of Parquet only the columns of the task are fetched"
        action="Fetch this task"
        field="downstream"
        take={async (address, endpoint) => add(await lab.importRemoteTask(address, wanted, endpoint))}
      />
      <Refusal message={problem("downstream.fineTuning") === null ? problem("downstream") : null} />
      {latest.value !== null && tasks.some(({ fingerprint }) => fingerprint === latest.value?.fingerprint) && <p role="status">{taskSentence(latest.value)}</p>}
      <ul class="stack-tight">
        {tasks.map(({ task, name }) => (
          <li key={task} class="row">
            <strong>{name}</strong>
            <span class="muted">{downstreamFacts(task).explanation}</span>
            {objectives.length < objectivesLimit && objectives.every(({ metric }) => metric !== scoreName(task)) && (
              <Button tone="quiet" label={`Make the score on ${name} an objective`} onClick={() => aim(task)}>
                Make it an objective
              </Button>
            )}
            <Button tone="quiet" label={`Remove ${name}`} onClick={() => draft.change((before) => withoutTask(before, task))}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {downstream !== undefined && <FineTuningFields />}
    </>
  );
}

function FineTuningFields() {
  const { draft } = useStore();
  const { requirements, problem } = useDraft();
  const { downstream } = requirements;
  const rates = useSignal(downstream?.fineTuning.learningRates.join(", ") ?? "");
  if (downstream === undefined) return null;
  const { fineTuning, teacher } = downstream;
  const set = (part: Partial<FineTuning>) =>
    draft.change((before) => (before.downstream ? { ...before, downstream: { ...before.downstream, fineTuning: { ...before.downstream.fineTuning, ...part } } } : before));
  return (
    <fieldset class="stack-tight">
      <legend>Fine-tuning</legend>
      <div class="fields">
        {fields.map(({ key, ...field }) => (
          <NumberField key={key} {...field} value={fineTuning[key]} refusal={problem(`downstream.fineTuning.${key}`)} onChange={(value) => set({ [key]: value })} />
        ))}
        <TextField
          label="Learning rates"
          hint="Several with commas: each is tried"
          explanation="The one that does best on examples set aside counts; none of those that judge has a say in it"
          value={rates.value}
          onChange={(typed) => {
            rates.value = typed;
            set({ learningRates: typed.split(",").filter((part) => part.trim() !== "").map(numberOf) });
          }}
        />
      </div>
      <Refusal message={problem("downstream.fineTuning.learningRates")} />
      <CheckField
        label="Fine-tune the teacher too"
        explanation="Once a study, to compare with. A large teacher takes long"
        checked={teacher}
        onChange={(wanted) => draft.change((before) => (before.downstream ? { ...before, downstream: { ...before.downstream, teacher: wanted } } : before))}
      />
    </fieldset>
  );
}
