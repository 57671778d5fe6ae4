import { useSignal } from "@preact/signals";
import type { ImportRecord } from "../../lab/port.ts";
import { Confirm } from "../parts/dialog.tsx";
import { formatBytes, formatMoment } from "../parts/format.ts";
import { Table, type Column } from "../parts/table.tsx";
import { useStore } from "../state/context.ts";
import { nameColumn, removeColumn, sizeColumn } from "./kept-columns.tsx";

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

const columnsOf = (ask: (record: ImportRecord) => void): readonly Column<ImportRecord>[] => [
  nameColumn,
  { key: "kind", name: "Kind", header: "Kind", sortBy: ({ kind }) => kind, cell: ({ kind }) => kind },
  { key: "since", name: "Kept since", header: "Kept since", sortBy: ({ importedAt }) => importedAt, cell: ({ importedAt }) => formatMoment(importedAt) },
  sizeColumn,
  removeColumn(ask),
];
