import { useSignal, type Signal } from "@preact/signals";
import { messageOf, Refused } from "../../base/errors.ts";
import type { PretrainingOptions, PretrainingStatus } from "../../lab/port.ts";
import { Button } from "../parts/button.tsx";
import { NumberField } from "../parts/field.tsx";
import { Figures } from "../parts/figures.tsx";
import { formatDuration, formatNumber, formatShare, formatWhole } from "../parts/format.ts";
import { Meter } from "../parts/meter.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { MetricTerm } from "../parts/term.tsx";
import { useStore } from "../state/context.ts";
import { chooseTeacher } from "./choose-teacher.ts";
import { defaultPretraining, pretrainingProblem } from "./pretraining-options.ts";
import { useDraft } from "./use-draft.ts";

interface OptionField {
  readonly key: keyof PretrainingOptions;
  readonly label: string;
  readonly unit?: string;
  readonly explanation: string;
}

const optionFields: readonly OptionField[] = [
  { key: "layers", label: "Layers", explanation: "Transformer blocks of the teacher" },
  { key: "hiddenSize", label: "Hidden size", explanation: "Width of the teacher" },
  { key: "heads", label: "Heads", explanation: "Attention heads in each block" },
  { key: "intermediateSize", label: "Feed-forward size", explanation: "Inner width of each feed-forward network" },
  { key: "vocabSize", label: "Vocabulary", unit: "word pieces", explanation: "Learned from your text" },
  { key: "sequenceLength", label: "Sequence length", unit: "word pieces", explanation: "The longest the teacher will know" },
  { key: "batchSize", label: "Batch size", unit: "pairs", explanation: "Sentence pairs in one step" },
  { key: "steps", label: "Steps", explanation: "Batches the teacher learns from; more make a better teacher" },
  { key: "learningRate", label: "Learning rate", explanation: "How far one step may change the teacher" },
  { key: "seed", label: "Seed", explanation: "The same seed gives the same teacher on the same device" },
];

/** @param chosen what was changed of the usual options; null while nothing was. */
export function PretrainingBody({ chosen }: { readonly chosen: Signal<PretrainingOptions | null> }) {
  const store = useStore();
  const { requirements } = useDraft();
  const options = chosen.value ?? defaultPretraining;
  const refusal = useSignal<{ field: string; message: string } | null>(null);
  const status = store.snapshot.value?.pretraining ?? null;
  const running = status?.state === "running";
  const text = requirements.corpus.source === "imported" ? requirements.corpus : null;
  const problem = (key: keyof PretrainingOptions) =>
    pretrainingProblem(options, key) ?? (refusal.value?.field === key ? refusal.value.message : null);
  const ready = text !== null && !running && optionFields.every(({ key }) => problem(key) === null);

  const start = async () => {
    if (text === null) return;
    try {
      await store.lab.pretrain({ fingerprint: text.fingerprint, name: text.name }, options);
    } catch (thrown) {
      if (thrown instanceof Refused && thrown.field !== undefined) refusal.value = { field: thrown.field, message: thrown.message };
      else store.tell(`Training a teacher did not start: ${messageOf(thrown)}`, "danger");
    }
  };
  return (
    <>
      <p class="muted prose">
        Trains a BERT-style teacher on your own text, here. It takes far longer than a trial; the page keeps it when it is done, and a
        reload goes on from the last checkpoint when you start it again with the same options.
      </p>
      {text === null && <Notice tone="info" title="Pick your own text above first." />}
      <div class="fields">
        {optionFields.map(({ key, ...field }) => (
          <NumberField
            key={key}
            {...field}
            value={options[key]}
            refusal={problem(key)}
            onChange={(value) => {
              chosen.value = { ...options, [key]: value };
              refusal.value = null;
            }}
          />
        ))}
      </div>
      <div class="row">
        <Button disabled={!ready} onClick={start}>
          Train a teacher
        </Button>
        {running && (
          <Button onClick={() => store.attempt("Stopping the training", () => store.lab.cancelPretraining())}>Stop training</Button>
        )}
      </div>
      {status !== null && <Pretraining status={status} />}
    </>
  );
}

function Pretraining({ status }: { readonly status: PretrainingStatus }) {
  const store = useStore();
  const { teacher } = status;
  if (status.state === "failed")
    return (
      <FailureNotice
        title="The teacher could not be trained"
        happened={status.message ?? "It stopped without a word."}
        safe="Your text and the last checkpoint are kept."
        advice="Start again with the same options to go on, or with fewer layers or a smaller batch if memory ran out."
      />
    );
  return (
    <div class="stack-tight">
      <Meter label="Training of the teacher" share={status.steps === 0 ? null : status.step / status.steps} />
      <Figures
        figures={[
          { key: "step", label: "Step", value: `${formatWhole(status.step)} of ${formatWhole(status.steps)}` },
          { key: "loss", label: "Loss", value: status.loss === null ? null : formatNumber(status.loss) },
          ...(status.state === "running"
            ? [{ key: "eta", label: "Time left", value: status.etaSeconds === null ? null : formatDuration(status.etaSeconds) }]
            : []),
          ...(status.state === "finished"
            ? [
                { key: "mlm", label: <MetricTerm metric="mlmAccuracy" />, value: shareOrNull(status.heldoutMlmAccuracy) },
                { key: "nsp", label: <MetricTerm metric="nspAccuracy" />, value: shareOrNull(status.heldoutNspAccuracy) },
              ]
            : []),
        ]}
      />
      {status.message !== null && <p class="muted">{status.message}.</p>}
      {teacher !== null && (
        <div>
          <Button
            tone="primary"
            onClick={() => {
              const { fingerprint, summary } = teacher;
              chooseTeacher(store, { source: "imported", name: summary.name, fingerprint }, summary);
            }}
          >
            Use this teacher
          </Button>
        </div>
      )}
    </div>
  );
}

const shareOrNull = (share: number | null) => (share === null ? null : formatShare(share));
