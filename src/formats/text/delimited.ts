/**
 * Tables line by line: CSV by RFC 4180 (quoted fields may hold commas, line ends and doubled quotes), and TSV as GLUE's
 * tasks are distributed, where a quote is a character like any other.
 */
import { Refused } from "../../base/errors.ts";
import { csvRecords, type CsvRecord } from "../csv.ts";
import { chooseColumn } from "./column.ts";
import { longestLine } from "./lines.ts";

/** @throws Refused naming the line where a quoted field does not end as it should */
async function* csvRows(lines: AsyncIterable<string>, name: string): AsyncGenerator<CsvRecord> {
  let open: string | null = null;
  let [number, start] = [0, 1];
  for await (const line of lines) {
    number++;
    const record: string = open === null ? line : `${open}\n${line}`;
    if (open === null) start = number;
    // Inside a quoted field the number of quotes so far is odd.
    if (record.split('"').length % 2 === 0) {
      if (record.length > longestLine) throw new Refused(`${name}: the quote that opens on line ${start} never ends`, "corpus");
      open = record;
      continue;
    }
    open = null;
    yield* csvRecords(record, name, start);
  }
  if (open !== null) throw new Refused(`${name}: the quote that opens on line ${start} never ends`, "corpus");
}

async function* tsvRows(lines: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let number = 0;
  for await (const line of lines) {
    number++;
    const cells = (number === 1 ? line.replace(/^\ufeff/, "") : line).split("\t");
    if (line !== "") yield { cells, line: number };
  }
}

export type TableKind = "csv" | "tsv";

/** Empty lines are none. @throws Refused naming the line that is wrong */
export const tableRows = (lines: AsyncIterable<string>, kind: TableKind, name: string): AsyncGenerator<CsvRecord> =>
  kind === "csv" ? csvRows(lines, name) : tsvRows(lines);

/** The texts of one column, by the header line. @throws Refused naming the line, or the columns there are */
export async function* tableTexts(lines: AsyncIterable<string>, kind: TableKind, column: string, name: string): AsyncGenerator<string> {
  let header: readonly string[] | null = null;
  let at = -1;
  for await (const { cells, line } of tableRows(lines, kind, name)) {
    if (header === null) {
      header = cells;
      at = header.indexOf(chooseColumn(header, column, name));
      continue;
    }
    const text = cells[at];
    if (text === undefined) throw new Refused(`${name}: line ${line} has too few columns: ${header.length}, got ${cells.length}`, "corpus");
    yield text;
  }
}
