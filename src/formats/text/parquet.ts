/** Parquet, as the hub keeps data sets: of the file only the text's column is read, a page at a time. */
import { messageOf, Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import { readFooter, type ParquetFooter } from "../parquet/footer.ts";
import { pagesOf } from "../parquet/pages.ts";
import { plainTexts, valuesOf } from "../parquet/values.ts";
import { chooseColumn } from "./column.ts";
import type { StreamedFile } from "./lines.ts";

/** The texts of one column; empty cells are none. @throws Refused naming the columns there are, or what is damaged */
export async function* parquetTexts(file: StreamedFile, wanted: string, name: string): AsyncGenerator<string> {
  try {
    const footer = await readFooter(file, name);
    const { column, isOptional } = textColumn(footer, wanted, name);
    for (const chunk of footer.chunksOf(column)) {
      let dictionary: readonly string[] | null = null;
      for await (const page of pagesOf(file, chunk, name)) {
        if (page.isDictionary) dictionary = plainTexts(page.bytes, page.count);
        else yield* valuesOf(page, isOptional, dictionary, name);
      }
    }
  } catch (thrown) {
    // The library, too, meets damage behind what could be checked, and says so in its own words.
    throw thrown instanceof Refused ? thrown : new Refused(`${name} is damaged: ${messageOf(thrown)}`, "corpus");
  }
}

function textColumn({ columns }: ParquetFooter, wanted: string, name: string): { readonly column: string; readonly isOptional: boolean } {
  const texts = columns.filter(({ isText }) => isText);
  const all = columns.map((column) => `${column.name} (${column.type})`).join(", ");
  const other = columns.find((column) => column.name === wanted && !column.isText);
  if (other !== undefined) throw new Refused(`${name}: the column ${shown(wanted)} should be text, got ${other.type}`, "corpus");
  if (texts.length === 0) throw new Refused(`${name} has no column of text, out of ${shown(all)}`, "corpus");
  const column = chooseColumn(texts.map((text) => text.name), wanted, name);
  return { column, isOptional: texts.some((text) => text.name === column && text.isOptional) };
}
