import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "./button.tsx";
import { formatWhole } from "./format.ts";
import { lowerFirst } from "./lower-first.ts";
import { sortedRows, toggled, type Sorting } from "./sorting.ts";
import "./table.css";

export interface Column<Row> {
  readonly key: string;
  readonly header: ComponentChildren;
  /** The header in plain words, for narrow screens and, within a sentence, for the sort button. */
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** What to sort by; null sorts last in both directions. Left out: the column cannot be sorted. */
  readonly sortBy?: (row: Row) => number | string | null;
  readonly numeric?: boolean;
}

export interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  readonly initialSorting?: Sorting;
  readonly isSelected?: (row: Row) => boolean;
  readonly captionVisible?: boolean;
  /** Rows drawn at first, and more at each press: a thousand at once would hold the page up. */
  readonly pageSize?: number;
}

const directions = { ascending: "↑", descending: "↓" } as const;

/** A sortable table; on a narrow screen each row becomes a list of its cells. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, rowKey, isSelected, captionVisible = false } = props;
  const [sorting, setSorting] = useState<Sorting | null>(props.initialSorting ?? null);
  const sortBy = columns.find((column) => column.key === sorting?.key)?.sortBy;
  const shown = sorting === null || sortBy === undefined ? rows : sortedRows(rows, sortBy, sorting.direction);
  const [limit, setLimit] = useState(props.pageSize ?? Number.POSITIVE_INFINITY);
  const hidden = shown.length - limit;
  return (
    <div class="table-frame" role="region" aria-label={caption} tabIndex={0}>
      <table class="table">
        <caption class={captionVisible ? undefined : "visually-hidden"}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const direction = sorting?.key === column.key ? sorting.direction : null;
              return (
                <th key={column.key} scope="col" data-numeric={column.numeric} aria-sort={direction ?? undefined}>
                  {column.header}
                  {column.sortBy !== undefined && (
                    <button
                      type="button"
                      class="sort"
                      aria-label={`Sort by ${lowerFirst(column.name)}`}
                      onClick={() => setSorting(toggled(sorting, column.key))}
                    >
                      {direction === null ? "↕" : directions[direction]}
                    </button>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, limit).map((row) => (
            <tr key={rowKey(row)} data-selected={isSelected?.(row)}>
              {columns.map((column) => (
                <td key={column.key} data-numeric={column.numeric} data-name={column.name}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && props.pageSize !== undefined && (
        <Button tone="quiet" onClick={() => setLimit(limit + (props.pageSize ?? 0))}>
          Show {formatWhole(Math.min(hidden, props.pageSize))} more of the {formatWhole(hidden)} left
        </Button>
      )}
    </div>
  );
}
