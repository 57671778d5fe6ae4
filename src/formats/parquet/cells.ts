/** The cells of columns, row by row, a page of each in memory. */
import { messageOf, Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import type { StreamedFile } from "../text/lines.ts";
import type { ColumnChunk, ParquetColumn, RowGroup } from "./footer.ts";
import { levelsOf } from "./levels.ts";
import { pagesOf } from "./pages.ts";
import { Damaged } from "./thrift.ts";
import { plainValues, valuesOf, type Value } from "./values.ts";

/** Null where there is none. A list that is missing is empty, and has no values that are missing. */
export type Cell = Value | null | readonly Value[];

/** One of each column. @throws Damaged · Refused */
export async function* rowsOf(file: StreamedFile, groups: readonly RowGroup[], columns: readonly ParquetColumn[], name: string): AsyncGenerator<readonly Cell[]> {
  for (const { rows, chunkOf } of groups) {
    const sources = columns.map((column) => cellsOf(file, column, chunkOf(column), name));
    for (let row = 0; row < rows; row++) {
      const cells: Cell[] = [];
      for (const source of sources) {
        const { done, value } = await source.next();
        if (done === true) throw new Damaged(`its column ${shown(columns[cells.length]?.name)} should have ${rows} rows in a group, got ${row}`);
        cells.push(value);
      }
      yield cells;
    }
    for (const [i, source] of sources.entries()) {
      if ((await source.next()).done !== true) throw new Damaged(`its column ${shown(columns[i]?.name)} should have ${rows} rows in a group, got more`);
    }
  }
}

async function* cellsOf(file: StreamedFile, column: ParquetColumn, chunk: ColumnChunk, name: string): AsyncGenerator<Cell, undefined> {
  let dictionary: readonly Value[] | null = null;
  // Of the row that is being read, which the next page may go on with.
  let list: Value[] | null = null;
  for await (const page of pagesOf(file, chunk, name)) {
    if (page.isDictionary) {
      dictionary = plainValues(page.bytes, page.count, column);
      continue;
    }
    const { definitions, repetitions, present, values: bytes } = levelsOf(page, column);
    const values = valuesOf(bytes, present, page.encoding, column, dictionary, name);
    for (let [i, at] = [0, 0]; i < page.count; i++) {
      const value = definitions === null || definitions[i] === column.definitionLevels ? (values[at++] ?? null) : null;
      if (repetitions === null) {
        yield value;
        continue;
      }
      if (repetitions[i] === 0) {
        if (list !== null) yield list;
        list = [];
      }
      if (list === null) throw new Damaged(`its column ${shown(column.name)} begins inside a list`);
      if (value !== null) list.push(value);
    }
  }
  if (list !== null) yield list;
}

/** Says which file it is that is damaged. The library, too, meets damage behind what could be checked, in its own words. */
export async function* namingDamage<Item>(name: string, items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (thrown) {
    throw thrown instanceof Refused ? thrown : new Refused(`${name} is damaged: ${messageOf(thrown)}`, "corpus");
  }
}
