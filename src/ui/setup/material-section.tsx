import { useSignal } from "@preact/signals";
import { messageOf } from "../../base/errors.ts";
import type { Requirements } from "../../study/requirements.ts";
import { Button } from "../parts/button.tsx";
import { CheckField, ChoiceField, Refusal, TextField } from "../parts/field.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { Loading, Notice } from "../parts/notice.tsx";
import { useStore } from "../state/context.ts";
import { readFile, teacherFilesOf, type PickedFile } from "../state/files.ts";
import { chooseTeacher } from "./choose-teacher.ts";
import { HubTeacher } from "./hub-teacher.tsx";
import { RemoteText } from "./remote-text.tsx";
import { Section } from "./section.tsx";
import { useDraft } from "./use-draft.ts";
import { corpusSentence, taskLabels, teacherSentence } from "./words.ts";

const builtin = { value: "builtin", label: "Built-in" } as const;
const teacherSources = [builtin, { value: "hub", label: "By name" }, { value: "imported", label: "My own files" }] as const;
const textSources = [builtin, { value: "remote", label: "By address" }, { value: "imported", label: "My own" }] as const;

export function TeacherSection() {
  const store = useStore();
  const { requirements, teacher, problem } = useDraft();
  const chosen = requirements.teacher;
  // The choice stands at once; the requirements follow when the files have been read.
  const wanted = useSignal<(typeof teacherSources)[number]["value"]>(chosen.source);
  const take = async (picked: readonly PickedFile[]) => {
    try {
      const files = await Promise.all(teacherFilesOf(picked).map(readFile));
      const { fingerprint, summary } = await store.lab.importTeacher(files);
      chooseTeacher(store, { source: "imported", name: summary.name, fingerprint }, summary);
    } catch (thrown) {
      store.draft.refuse("teacher", messageOf(thrown));
    }
  };
  return (
    <Section title="Teacher" now={chosen.source === "builtin" ? "built-in" : chosen.name} problem={problem("teacher")}>
      <ChoiceField
        legend="Where the teacher comes from"
        value={wanted.value}
        options={teacherSources}
        onChange={(source) => {
          wanted.value = source;
          if (source === "builtin" && chosen.source !== "builtin") chooseTeacher(store, { source }, store.builtin.value?.teacher ?? null);
        }}
      />
      {wanted.value === "hub" && <HubTeacher />}
      {wanted.value === "imported" && (
        <>
          <p class="muted prose">
            A BERT-family model as Hugging Face stores it: config.json, model.safetensors, and tokenizer.json or vocab.txt. It is
            read here and stays on this device.
          </p>
          <FileDrop what="the teacher's files" multiple folder accept=".json,.txt,.safetensors" onFiles={take} />
        </>
      )}
      <Refusal message={problem("teacher")} />
      {teacher === null ? (
        chosen.source === "builtin" && <Loading what="Reading the built-in teacher…" />
      ) : (
        <p>
          <strong>{teacher.name}</strong>: {teacherSentence(teacher)}
        </p>
      )}
      {chosen.source === "imported" && teacher === null && <p class="muted">{chosen.name} is kept on this device.</p>}
    </Section>
  );
}

const textFiles = ".txt,.jsonl,.ndjson,.csv,.tsv,.parquet,.gz,text/plain";

type Corpus = Requirements["corpus"];

export function TextSection() {
  const store = useStore();
  const { requirements, corpus, problem, set } = useDraft();
  const chosen = requirements.corpus;
  const wanted = useSignal<(typeof textSources)[number]["value"]>(chosen.source);
  const column = useSignal("");
  const take = async (field: string, picked: readonly PickedFile[], chosenBy: (name: string, fingerprint: string) => Corpus) => {
    const [first] = picked;
    if (first === undefined) return;
    try {
      const { fingerprint, summary } = await store.lab.importText({ name: first.path, content: first.file }, column.value);
      store.draft.remember({ corpus: summary });
      set({ corpus: chosenBy(summary.name, fingerprint) });
    } catch (thrown) {
      store.draft.refuse(field, messageOf(thrown));
    }
  };
  return (
    <Section title="Text" now={chosen.source === "builtin" ? "built-in" : chosen.name} problem={problem("corpus")}>
      <ChoiceField
        legend="Where the text comes from"
        value={wanted.value}
        options={textSources}
        onChange={(source) => {
          wanted.value = source;
          if (source === "builtin") set({ corpus: { source } });
        }}
      />
      {wanted.value !== "builtin" && (
        <>
          <p class="muted prose">
            A plain text file (one sentence a line, an empty line between documents), JSON Lines, CSV or TSV, compressed by gzip or not, or
            Parquet; WikiText and BookCorpus are recognised. It stays on this device. Of a very long text, documents from all over it are
            kept.
          </p>
          <div class="fields">
            <TextField
              label="Text column"
              hint="Empty: text, sentence, content …"
              explanation="Which column of a table, of JSON Lines or of Parquet holds the text"
              value={column.value}
              onChange={(value) => (column.value = value)}
            />
          </div>
          {wanted.value === "remote" ? (
            <RemoteText
              column={column.value}
              onText={({ fingerprint, summary }) => {
                store.draft.remember({ corpus: summary });
                set({ corpus: { source: "imported", name: summary.name, fingerprint, heldout: null } });
              }}
            />
          ) : (
            <FileDrop
              what="the text"
              accept={textFiles}
              onFiles={(picked) => take("corpus", picked, (name, fingerprint) => ({ source: "imported", name, fingerprint, heldout: null }))}
            />
          )}
        </>
      )}
      <Refusal message={problem("corpus.heldout") === null ? problem("corpus") : null} />
      {corpus !== null && (
        <p>
          <strong>{corpus.name}</strong>: {corpusSentence(corpus)}
        </p>
      )}
      {chosen.source === "imported" && (
        <>
          <h4>Held-out text</h4>
          <p class="muted prose">
            {chosen.heldout === null
              ? "Some documents are set aside to measure accuracy on. You can pick another file for that."
              : `Accuracy is measured on ${chosen.heldout.name}.`}
          </p>
          <FileDrop
            what="the held-out text"
            accept={textFiles}
            onFiles={(picked) => take("corpus.heldout", picked, (name, fingerprint) => ({ ...chosen, heldout: { name, fingerprint } }))}
          />
          {chosen.heldout !== null && (
            <div>
              <Button tone="quiet" onClick={() => set({ corpus: { ...chosen, heldout: null } })}>
                Set some documents aside instead
              </Button>
            </div>
          )}
          <Refusal message={problem("corpus.heldout")} />
        </>
      )}
    </Section>
  );
}

export function TasksSection() {
  const { requirements, teacher, problem, set } = useDraft();
  const { tasks } = requirements;
  const missing = teacher === null ? [] : tasks.filter((task) => !teacher.targets.includes(task));
  const toggle = (task: "mlm" | "nsp", checked: boolean) =>
    set({ tasks: (["mlm", "nsp"] as const).filter((other) => (other === task ? checked : tasks.includes(other))) });
  return (
    <Section title="Pretraining tasks" now={tasks.map((task) => task.toUpperCase()).join(" and ")} problem={problem("tasks")}>
      <p class="muted prose">What the student learns to do, and what its accuracy is measured on.</p>
      <div class="row">
        {(["mlm", "nsp"] as const).map((task) => (
          <CheckField key={task} {...taskLabels[task]} checked={tasks.includes(task)} onChange={(checked) => toggle(task, checked)} />
        ))}
      </div>
      <Refusal message={problem("tasks")} />
      {missing.map((task) => (
        <Notice key={task} tone="info" title={`This teacher does not answer ${task.toUpperCase()}; students learn it from the text alone.`} />
      ))}
    </Section>
  );
}
