/** Parquet, as the hub keeps tasks: of the file only the columns of the task are read, a page of each at a time. */
import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import { namingDamage, rowsOf, type Cell } from "../parquet/cells.ts";
import { readFooter, type ParquetColumn, type ParquetFooter } from "../parquet/footer.ts";
import type { StreamedFile } from "../text/lines.ts";
import type { Layout } from "./layouts.ts";
import { namedColumns, wantedColumns, type Row } from "./rows.ts";

/** Of a sentence task. @throws Refused naming the column, or row and value */
export const rowsOfParquet = (file: StreamedFile, layout: Layout, own: boolean, name: string): AsyncGenerator<Row> => namingDamage(name, sentenceRows(file, layout, own, name));

async function* sentenceRows(file: StreamedFile, layout: Layout, own: boolean, name: string): AsyncGenerator<Row> {
  const footer = await readFooter(file, name);
  const names = footer.columns.map((column) => column.name);
  const found = namedColumns(names, layout, own);
  if (found === null) throw new Refused(`${name} should have the columns ${wantedColumns(layout)}, got ${shown(names.join(", "))}`, "downstream");
  const columns = [found.first, found.label, ...(found.second === null ? [] : [found.second])].flatMap((index) => footer.columns[index] ?? []);
  const [first, label, second] = columns;
  for (const column of columns) {
    const fits = column.holds === "text" || (column === label && column.holds === "numbers");
    if (!fits || column.repetitionLevels > 0) throw wrongType(column, column === label ? "labels: text or numbers" : "text", name);
  }
  let row = 0;
  for await (const cells of rowsOf(file, footer.groups, columns, name)) {
    const what = `${name}: row ${++row}`;
    const text = (column: ParquetColumn | undefined, cell: Cell | undefined): string => {
      if (cell === null || cell === undefined || typeof cell === "object") throw new Refused(`${what}: ${shown(column?.name)} is empty`, "downstream");
      return String(cell);
    };
    yield {
      first: text(first, cells[0]),
      second: second === undefined ? null : text(second, cells[2]),
      label: text(label, cells[1]),
      what: `${what}, ${shown(label?.name)}`,
      broken: null,
    };
  }
}

/** SQuAD's records, unchecked, each with the row that it is. @throws Refused naming the column that is missing, or of a wrong type */
export const recordsOfParquet = (file: StreamedFile, name: string): AsyncGenerator<readonly [record: unknown, what: string]> => namingDamage(name, squadRecords(file, name));

async function* squadRecords(file: StreamedFile, name: string): AsyncGenerator<readonly [unknown, string]> {
  const footer = await readFooter(file, name);
  const texts = ["id", "question", "context"].map((column) => columnOf(footer, [column], "text", name));
  const answers = [columnOf(footer, ["answers", "text"], "text", name), columnOf(footer, ["answers", "answer_start"], "numbers", name)];
  let row = 0;
  for await (const [id, question, context, text, starts] of rowsOf(file, footer.groups, [...texts, ...answers], name)) {
    const answer_start = Array.isArray(starts) ? starts.map(Number) : starts;
    yield [{ id, question, context, answers: { text, answer_start } }, `${name}: row ${++row}`];
  }
}

/** Lists are written as lists of groups or as groups of lists, and their insides go by many names. */
function columnOf({ columns }: ParquetFooter, names: readonly string[], holds: "text" | "numbers", name: string): ParquetColumn {
  const wanted = names.join(".");
  const column = columns.find(({ path }) => path[0] === names[0] && names.every((part) => path.includes(part)));
  if (column === undefined) throw new Refused(`${name} should have the column ${wanted}, got ${shown(columns.map((each) => each.name).join(", "))}`, "downstream");
  const lists = names.length - 1;
  if (column.holds !== holds || column.repetitionLevels !== lists) throw wrongType(column, `${"lists of ".repeat(lists)}${holds}`, name);
  return column;
}

const wrongType = ({ name: column, type }: ParquetColumn, wanted: string, name: string) =>
  new Refused(`${name}: the column ${shown(column)} should hold ${wanted}, got ${type}`, "downstream");
