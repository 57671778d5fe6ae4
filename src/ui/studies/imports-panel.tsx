import { useSignal } from "@preact/signals";
import type { ImportRecord } from "../../lab/port.ts";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/dialog.tsx";
import { formatBytes, formatMoment } from "../parts/format.ts";
import { Table, type Column } from "../parts/table.tsx";
import { useStore } from "../state/context.ts";

/** Teachers, texts and tasks of the person's own; nothing to see where there are none. */
export function ImportsPanel() {
  const store = useStore();
  const imports = store.imports.value;
  const asked = useSignal<ImportRecord | null>(null);
  const close = () => void (asked.value = null);
  const remove = async ({ fingerprint }: ImportRecord) => {
    await store.attempt("Removing it", () => store.lab.removeImport(fingerprint));
    await store.refreshStudies();
    close();
  };
  if (imports.length === 0) return null;
  const { value: item } = asked;
  return (
    <section class="stack-tight" aria-labelledby="imports-title">
      <h2 id="imports-title">Teachers, texts and tasks of yours</h2>
      <Table
        caption="Imported teachers, texts and tasks kept on this device"
        columns={columnsOf((record) => (asked.value = record))}
        rows={imports}
        rowKey={({ fingerprint }) => fingerprint}
      />
      {item !== null && (
        <Confirm title={`Remove ${item.name}?`} confirm="Remove" onConfirm={() => remove(item)} onClose={close}>
          <p>
            {formatBytes(item.sizeBytes)} become free. Studies of it stay and can be looked at; to go on with one, import the same{" "}
            {item.kind} again.
          </p>
        </Confirm>
      )}
    </section>
  );
}

function columnsOf(ask: (record: ImportRecord) => void): readonly Column<ImportRecord>[] {
  return [
    { key: "name", name: "Name", header: "Name", sortBy: ({ name }) => name, cell: ({ name }) => <span class="import-name">{name}</span> },
    { key: "kind", name: "Kind", header: "Kind", sortBy: ({ kind }) => kind, cell: ({ kind }) => kind },
    { key: "since", name: "Kept since", header: "Kept since", sortBy: ({ importedAt }) => importedAt, cell: ({ importedAt }) => formatMoment(importedAt) },
    { key: "size", name: "Size on disk", header: "On disk", numeric: true, sortBy: ({ sizeBytes }) => sizeBytes, cell: ({ sizeBytes }) => formatBytes(sizeBytes) },
    {
      key: "actions",
      name: "Actions",
      header: <span class="visually-hidden">Actions</span>,
      cell: (record) => (
        <span class="study-actions">
          <Button tone="quiet" label={`Remove ${record.name}`} onClick={() => ask(record)}>
            Remove
          </Button>
        </span>
      ),
    },
  ];
}
