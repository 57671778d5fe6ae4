import { useSignal } from "@preact/signals";
import { messageOf } from "../../base/errors.ts";
import type { StudySummary } from "../../lab/port.ts";
import { writeStudyFile } from "../../formats/study-file.ts";
import { metrics } from "../../study/metrics.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Refusal } from "../parts/field.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { formatMoment, formatShare } from "../parts/format.ts";
import { Empty, Loading } from "../parts/notice.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { Term } from "../parts/term.tsx";
import { Word } from "../parts/glossary.tsx";
import { backendLabels } from "../setup/words.ts";
import { fileStem, saveFile } from "../share/save-file.ts";
import { useStore } from "../state/context.ts";
import { readFile, type PickedFile } from "../state/files.ts";
import { hrefOf, resultsOf } from "../state/routes.ts";
import { DamagedRecords } from "./damaged-records.tsx";
import { ImportsPanel } from "./imports-panel.tsx";
import { sizeColumn } from "./kept-columns.tsx";
import { OutputsPanel } from "./outputs-panel.tsx";
import { DeleteDialog, RenameDialog } from "./study-dialogs.tsx";
import { deviceSentence, newestFirst, stateWords, trialsSentence } from "./study-rows.ts";
import { UnfinishedPanel } from "./unfinished-panel.tsx";
import "./studies.css";

type Asked = { readonly what: "rename" | "delete"; readonly study: StudySummary };

export function StudiesView() {
  const store = useStore();
  const studies = store.studies.value;
  const asked = useSignal<Asked | null>(null);
  const close = () => (asked.value = null);
  return (
    <>
      <header class="stack-tight">
        <h1>Studies</h1>
        <p class="muted prose">Everything is kept in this browser, on this device. Export a study to keep it elsewhere.</p>
      </header>
      {studies === null ? (
        <Loading what="Reading the studies kept here…" />
      ) : studies.length === 0 ? (
        <Empty title="No studies yet">
          <p>A study appears here as soon as it is started. You can also import one that was exported elsewhere.</p>
          <ButtonLink tone="primary" href={hrefOf({ view: "setup" })}>
            Set up a study
          </ButtonLink>
        </Empty>
      ) : (
        <Table
          caption="Studies kept on this device"
          columns={columnsOf((what, study) => (asked.value = { what, study }))}
          rows={newestFirst(studies)}
          rowKey={({ id }) => id}
        />
      )}
      <DamagedRecords />
      <ImportsPanel />
      <UnfinishedPanel />
      <OutputsPanel />
      <ImportPanel />
      {asked.value?.what === "rename" && <RenameDialog study={asked.value.study} onClose={close} />}
      {asked.value?.what === "delete" && <DeleteDialog study={asked.value.study} onClose={close} />}
    </>
  );
}

function columnsOf(ask: (what: Asked["what"], study: StudySummary) => void): readonly Column<StudySummary>[] {
  return [
    {
      key: "name",
      name: "Name",
      header: "Name",
      sortBy: ({ name }) => name,
      cell: ({ id, name, createdAt }) => (
        <span class="study-name">
          <a href={hrefOf(resultsOf(id))}>{name}</a>
          <span class="muted small">{formatMoment(createdAt)}</span>
        </span>
      ),
    },
    { key: "state", name: "State", header: "State", sortBy: ({ state }) => stateWords[state], cell: ({ state }) => stateWords[state] },
    {
      key: "trials",
      name: "Trials",
      header: <Word of="trial">Trials</Word>,
      numeric: true,
      sortBy: ({ trials }) => trials,
      cell: trialsSentence,
    },
    {
      key: "best",
      name: "Best accuracy",
      header: <Term explanation={metrics.pretrainedAccuracy.explanation}>Best accuracy</Term>,
      numeric: true,
      sortBy: ({ bestAccuracy }) => bestAccuracy,
      cell: ({ bestAccuracy }) => (bestAccuracy === null ? "–" : formatShare(bestAccuracy)),
    },
    {
      key: "device",
      name: "Device",
      header: "Device",
      sortBy: (study) => deviceSentence(study, backendLabels),
      cell: (study) => deviceSentence(study, backendLabels),
    },
    sizeColumn,
    { key: "actions", name: "Actions", header: <span class="visually-hidden">Actions</span>, cell: (study) => <Actions study={study} ask={ask} /> },
  ];
}

function Actions({ study, ask }: { readonly study: StudySummary; readonly ask: (what: Asked["what"], study: StudySummary) => void }) {
  const store = useStore();
  const { lab } = store;
  const { id, name } = study;
  const resume = () =>
    store.attempt("Resuming the study", async () => {
      await lab.run(id);
      store.go({ view: "run" });
    });
  const duplicate = () =>
    store.attempt("Duplicating the study", async () => {
      await lab.duplicate(id);
      await store.refreshStudies();
    });
  const save = () =>
    store.attempt("Exporting the study", async () => {
      saveFile(`${fileStem(name)}.study.json`, writeStudyFile(await lab.study(id)), "application/json");
    });
  return (
    <span class="study-actions">
      {study.state === "unfinished" && (
        <Button tone="quiet" label={`Resume ${name}`} onClick={resume}>
          Resume
        </Button>
      )}
      <Button tone="quiet" label={`Rename ${name}`} onClick={() => ask("rename", study)}>
        Rename
      </Button>
      <Button tone="quiet" label={`Duplicate ${name}`} onClick={duplicate}>
        Duplicate
      </Button>
      <Button tone="quiet" label={`Export ${name}`} onClick={save}>
        Export
      </Button>
      <Button tone="quiet" label={`Delete ${name}`} onClick={() => ask("delete", study)}>
        Delete
      </Button>
    </span>
  );
}

function ImportPanel() {
  const store = useStore();
  const refusal = useSignal<string | null>(null);
  const take = async ([first]: readonly PickedFile[]) => {
    if (first === undefined) return;
    try {
      const { studiesIn } = await import("./studies-in.ts");
      const studies = await studiesIn(await readFile(first), store.lab);
      for (const study of studies) await store.lab.importStudy(study);
      await store.refreshStudies();
      refusal.value = null;
      store.tell(`Imported ${studies.map(({ name }) => name).join(", ")}.`);
    } catch (thrown) {
      refusal.value = `${first.path} could not be imported: ${messageOf(thrown)}`;
    }
  };
  return (
    <section class="stack-tight" aria-labelledby="import-title">
      <h2 id="import-title">Import a study</h2>
      <p class="muted prose">
        A study file, an Optuna journal written here, or a table of trials (CSV) of a study kept here. A study of the same
        origin is merged: no trial is lost, none is counted twice.
      </p>
      <FileDrop what="a study file" accept=".json,.log,.jsonl,.csv" onFiles={take} />
      <Refusal message={refusal.value} />
    </section>
  );
}
