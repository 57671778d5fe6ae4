/** Comma-separated values by the letter of RFC 4180; line breaks of any kind, as spreadsheets change them. */
import { Refused } from "../base/errors.ts";
import { shown } from "../study/parse.ts";

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it begins in the file, from 1. */
  readonly line: number;
}

/**
 * @param firstLine the number of the text's first line in its file
 * @throws Refused naming the line where a quoted cell does not end as it should
 */
export function csvRecords(text: string, file: string, firstLine = 1): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let [line, beginsAt] = [firstLine, firstLine];
  const quoted = /"((?:[^"]|"")*)"/y;
  const plain = /[^",\r\n]*/y;
  const ending = /,|\r\n|\n|\r|$/y;
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length; ) {
    quoted.lastIndex = plain.lastIndex = at;
    const [whole = "", inside] = quoted.exec(text) ?? plain.exec(text) ?? [];
    at += whole.length;
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    cells.push(inside === undefined ? whole : inside.replaceAll('""', '"'));
    ending.lastIndex = at;
    const separator = ending.exec(text)?.[0];
    if (separator === undefined) throw new Refused(`${file}, line ${line}: a comma or the end of the line should follow, got ${shown(text.slice(at, at + 20))}`);
    at += separator.length;
    if (separator === ",") {
      // A comma at the very end has an empty cell behind it.
      if (at < text.length) continue;
      cells.push("");
    }
    records.push({ cells, line: beginsAt });
    cells = [];
    line++;
    beginsAt = line;
  }
  return records;
}
