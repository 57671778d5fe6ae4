/** JSON Lines: an object a line, as data sets on the hub are often kept. */
import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import { isRecord, parseJson } from "../json.ts";
import { chooseColumn } from "./column.ts";

/** The texts of all records. @throws Refused naming line and value */
export async function* jsonLineTexts(lines: AsyncIterable<string>, column: string, name: string): AsyncGenerator<string> {
  let number = 0;
  let chosen: string | null = null;
  for await (const line of lines) {
    number++;
    if (line.trim() === "") continue;
    const what = `${name}: line ${number}`;
    const record = parseJson(line, what);
    if (!isRecord(record)) throw new Refused(`${what} should be a JSON object, got ${shown(record)}`, "corpus");
    const columns = Object.keys(record).filter((key) => typeof record[key] === "string");
    chosen ??= chooseColumn(columns, column, what);
    const text = record[chosen];
    if (typeof text !== "string") throw new Refused(`${what}: ${shown(chosen)} should be text, got ${shown(text)}`, "corpus");
    yield text;
  }
}
