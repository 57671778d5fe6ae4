/** Parquet, as the hub keeps data sets: of the file only the text's column is read, a page at a time. */
import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import { namingDamage, rowsOf } from "../parquet/cells.ts";
import { readFooter, type ParquetColumn, type ParquetFooter } from "../parquet/footer.ts";
import { chooseColumn } from "./column.ts";
import type { StreamedFile } from "./lines.ts";

/** As much as a character takes. */
const mostBytesPerCharacter = 4;

/**
 * The texts of one column; empty cells are none.
 * @param limit in characters: of longer files some groups of rows are read, spread evenly, that hold as many or more
 * @param onShare told once, which share of all groups that is
 * @throws Refused naming the columns there are, or what is damaged
 */
export const parquetTexts = (file: StreamedFile, wanted: string, name: string, limit: number, onShare: (share: number) => void): AsyncGenerator<string> =>
  namingDamage(name, textsIn(file, wanted, name, limit, onShare));

async function* textsIn(file: StreamedFile, wanted: string, name: string, limit: number, onShare: (share: number) => void): AsyncGenerator<string> {
  const footer = await readFooter(file, name);
  const column = textColumn(footer, wanted, name);
  const sizeBytes = footer.groups.reduce((sum, group) => sum + group.chunkOf(column).sizeBytes, 0);
  const stride = Math.max(1, Math.floor(sizeBytes / (mostBytesPerCharacter * limit)));
  const groups = footer.groups.filter((_, i) => i % stride === 0);
  if (groups.length > 0) onShare(groups.length / footer.groups.length);
  for await (const [text] of rowsOf(file, groups, [column], name)) if (typeof text === "string") yield text;
}

function textColumn({ columns }: ParquetFooter, wanted: string, name: string): ParquetColumn {
  const texts = columns.filter(({ holds, repetitionLevels }) => holds === "text" && repetitionLevels === 0);
  const all = columns.map((column) => `${column.name} (${column.type})`).join(", ");
  const other = columns.find((column) => column.name === wanted && !texts.includes(column));
  if (other !== undefined) throw new Refused(`${name}: the column ${shown(wanted)} should be text, got ${other.type}`, "corpus");
  const [first] = texts;
  if (first === undefined) throw new Refused(`${name} has no column of text, out of ${shown(all)}`, "corpus");
  const chosen = chooseColumn(texts.map((text) => text.name), wanted, name);
  return texts.find((text) => text.name === chosen) ?? first;
}
