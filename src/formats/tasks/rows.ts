/** Lines of a task's file → first text, second text, label: from TSV, CSV and JSON Lines alike. */
import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import { tableRows, type TableKind } from "../text/delimited.ts";
import { jsonLines } from "../text/jsonl.ts";
import type { Layout } from "./layouts.ts";

export interface Row {
  readonly first: string;
  readonly second: string | null;
  readonly label: string;
  /** File and line or row, for messages. */
  readonly what: string;
  /** Too few columns, or too many; the texts and the label mean nothing then. */
  readonly broken: string | null;
}

interface Columns {
  /** As many as a line has. */
  readonly count: number;
  readonly mayBeMore: boolean;
  readonly first: number;
  readonly second: number | null;
  readonly label: number;
}

const firstOf = (names: readonly string[], there: readonly string[]) => names.map((name) => there.indexOf(name)).find((index) => index >= 0) ?? -1;

/** By their names; null where these are not the columns of the task. */
export function namedColumns(cells: readonly string[], layout: Layout, own: boolean): Pick<Columns, "first" | "second" | "label"> | null {
  let [first, label] = [firstOf(layout.first, cells), firstOf(layout.label, cells)];
  // Of two columns one name tells both.
  if (own && cells.length === 2) {
    if (first < 0 && label < 0) [first, label] = [0, 1];
    else if (first < 0) first = 1 - label;
    else if (label < 0) label = 1 - first;
  }
  const second = layout.second.length === 0 ? null : firstOf(layout.second, cells);
  return first >= 0 && label >= 0 && second !== -1 ? { first, second, label } : null;
}

/** Of the header line, or of a table that has none. */
function columnsOf(cells: readonly string[], layout: Layout, own: boolean): Columns | null {
  const { bare } = layout;
  const named = namedColumns(cells, layout, own);
  if (named !== null) return { ...named, count: cells.length, mayBeMore: false };
  return bare && cells.length >= bare.columns ? { ...bare, count: bare.columns, mayBeMore: true } : null;
}

/** Their names, for messages. */
export const wantedColumns = ({ first, second, label }: Layout) => [first, second, label].flatMap((names) => names[0] ?? []).join(", ");

/** @param own a person's own table, whose two columns may have any names, or none */
export async function* rowsOfTable(lines: AsyncIterable<string>, kind: TableKind, layout: Layout, own: boolean, name: string): AsyncGenerator<Row> {
  let columns: Columns | null = null;
  let heading: Row | null = null;
  for await (const { cells, line } of tableRows(lines, kind, name)) {
    const what = `${name}: line ${line}`;
    const begins = columns === null;
    columns ??= columnsOf(cells, layout, own);
    if (columns === null) throw new Refused(`${what} should name the columns ${wantedColumns(layout)}, got ${shown(cells.join(", "))}`, "downstream");
    const { count, mayBeMore, first, second, label } = columns;
    const fits = cells.length === count || (mayBeMore && cells.length > count);
    const row: Row = {
      first: cells[first] ?? "",
      second: second === null ? null : (cells[second] ?? ""),
      label: cells[label] ?? "",
      what,
      broken: fits ? null : `${what} should have ${count} columns, got ${cells.length}`,
    };
    if (begins && !mayBeMore) heading = row;
    else {
      // A first line whose label is a label like the others is no heading.
      if (own && heading !== null && heading.label === row.label) {
        yield heading;
        heading = null;
      }
      yield row;
    }
  }
}

const textIn = (record: Readonly<Record<string, unknown>>, names: readonly string[]) => {
  const name = names.find((each) => record[each] !== undefined);
  return name === undefined ? undefined : record[name];
};

export async function* rowsOfJsonLines(lines: AsyncIterable<string>, layout: Layout, name: string): AsyncGenerator<Row> {
  for await (const { record, what } of jsonLines(lines, name)) {
    const text = (names: readonly string[]) => {
      const value = textIn(record, names);
      if (typeof value !== "string") throw new Refused(`${what}: ${shown(names[0])} should be text, got ${shown(value)}`, "downstream");
      return value;
    };
    const label = textIn(record, layout.label);
    if (typeof label !== "string" && typeof label !== "number") {
      throw new Refused(`${what}: ${shown(layout.label[0])} should be a label, got ${shown(label)}`, "downstream");
    }
    yield { first: text(layout.first), second: layout.second.length === 0 ? null : text(layout.second), label: String(label), what, broken: null };
  }
}
