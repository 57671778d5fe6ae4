import { Button } from "../parts/button.tsx";
import { formatBytes } from "../parts/format.ts";
import type { Column } from "../parts/table.tsx";

/** Something that takes room on this device and can be removed. */
interface Kept {
  readonly name: string;
  readonly sizeBytes: number;
}

export const nameColumn: Column<Kept> = {
  key: "name",
  name: "Name",
  header: "Name",
  sortBy: ({ name }) => name,
  cell: ({ name }) => <span class="import-name">{name}</span>,
};

export const sizeColumn: Column<Kept> = {
  key: "size",
  name: "Size on disk",
  header: "On disk",
  numeric: true,
  sortBy: ({ sizeBytes }) => sizeBytes,
  cell: ({ sizeBytes }) => formatBytes(sizeBytes),
};

export const removeColumn = <Item extends Kept>(ask: (item: Item) => void, disabled = false): Column<Item> => ({
  key: "actions",
  name: "Actions",
  header: <span class="visually-hidden">Actions</span>,
  cell: (item) => (
    <span class="study-actions">
      <Button tone="quiet" label={`Remove ${item.name}`} disabled={disabled} onClick={() => ask(item)}>
        Remove
      </Button>
    </span>
  ),
});
