import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { UnfinishedDownload } from "../../lab/port.ts";
import { Confirm } from "../parts/dialog.tsx";
import { formatBytes } from "../parts/format.ts";
import { Table } from "../parts/table.tsx";
import { useStore } from "../state/context.ts";
import { nameColumn, removeColumn, sizeColumn } from "./kept-columns.tsx";

/** What has come of downloads that broke off; nothing to see where there are none. */
export function UnfinishedPanel() {
  const store = useStore();
  const downloads = useSignal<readonly UnfinishedDownload[]>([]);
  const asked = useSignal<UnfinishedDownload | null>(null);
  const isFetching = (store.snapshot.value?.fetching ?? null) !== null;
  const load = () =>
    store.attempt("Reading the unfinished downloads", async () => {
      downloads.value = await store.lab.unfinishedDownloads();
    });
  useEffect(() => void load(), [isFetching]);
  const close = () => void (asked.value = null);
  const remove = async ({ files }: UnfinishedDownload) => {
    await store.attempt("Removing it", () => store.lab.removeUnfinished(files));
    await load();
    close();
  };
  if (downloads.value.length === 0) return null;
  const { value: item } = asked;
  return (
    <section class="stack-tight" aria-labelledby="unfinished-title">
      <h2 id="unfinished-title">Unfinished downloads</h2>
      <p class="muted prose">
        {isFetching
          ? "Something is being fetched now: wait for it, or cancel it, before you remove anything here."
          : "What has come stays here. Fetch the same again, and it goes on from there."}
      </p>
      <Table
        caption="Downloads that were not finished"
        columns={[nameColumn, sizeColumn, removeColumn<UnfinishedDownload>((download) => (asked.value = download), isFetching)]}
        rows={downloads.value}
        rowKey={({ files }) => files.join(" ")}
      />
      {item !== null && (
        <Confirm title={`Remove ${item.name}?`} confirm="Remove" onConfirm={() => remove(item)} onClose={close}>
          <p>{formatBytes(item.sizeBytes)} become free. To have it after all, it is fetched from the beginning.</p>
        </Confirm>
      )}
    </section>
  );
}
