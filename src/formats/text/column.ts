import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";

/** What data sets usually call their text, most telling first. */
const usualColumns = ["text", "sentence", "content", "document", "passage"];

/**
 * Which column holds the text.
 * @param wanted by the person; empty for the usual names, or the only column there is
 * @throws Refused naming the columns there are
 */
export function chooseColumn(columns: readonly string[], wanted: string, name: string): string {
  const found = wanted === "" ? (usualColumns.find((usual) => columns.includes(usual)) ?? (columns.length === 1 ? columns[0] : undefined)) : columns.find((column) => column === wanted);
  if (found !== undefined) return found;
  const problem = wanted === "" ? "which of its columns holds the text? Name one" : `there is no column ${shown(wanted)}`;
  throw new Refused(`${name}: ${problem}, out of ${shown(columns.join(", "))}`, "corpus");
}
