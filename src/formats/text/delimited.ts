/**
 * Tables with a header line: CSV by RFC 4180 (quoted fields may hold commas, line ends and doubled quotes), and TSV as
 * GLUE's tasks are distributed, where a quote is a character like any other.
 */
import { Refused } from "../../base/errors.ts";
import { chooseColumn } from "./column.ts";
import { longestLine } from "./lines.ts";

/** Records of a CSV file with the number of their first line. @throws Refused for a quote that never ends */
async function* csvRecords(lines: AsyncIterable<string>, name: string): AsyncGenerator<{ fields: string[]; number: number }> {
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
    if (record !== "") yield { fields: csvFields(record), number: start };
  }
  if (open !== null) throw new Refused(`${name}: the quote that opens on line ${start} never ends`, "corpus");
}

function csvFields(record: string): string[] {
  const field = /(?:"((?:[^"]|"")*)"([^,]*)|([^,]*))(,|$)/gy;
  const fields: string[] = [];
  for (let match = field.exec(record); match !== null; match = field.exec(record)) {
    const [, quoted, behind = "", plain = "", end] = match;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"') + behind);
    if (end === "") break;
  }
  return fields;
}

async function* tsvRecords(lines: AsyncIterable<string>): AsyncGenerator<{ fields: string[]; number: number }> {
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line !== "") yield { fields: line.split("\t"), number };
  }
}

/** The texts of one column. @throws Refused naming the line, or the columns there are */
export async function* tableTexts(lines: AsyncIterable<string>, kind: "csv" | "tsv", column: string, name: string): AsyncGenerator<string> {
  let header: string[] | null = null;
  let at = -1;
  for await (const { fields, number } of kind === "csv" ? csvRecords(lines, name) : tsvRecords(lines)) {
    if (header === null) {
      header = fields.map((field, i) => (i === 0 ? field.replace(/^\ufeff/, "") : field));
      at = header.indexOf(chooseColumn(header, column, name));
      continue;
    }
    const text = fields[at];
    if (text === undefined) throw new Refused(`${name}: line ${number} has too few columns: ${header.length}, got ${fields.length}`, "corpus");
    yield text;
  }
}
