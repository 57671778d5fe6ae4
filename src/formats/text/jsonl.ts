/** JSON Lines: an object a line, as data sets on the hub are often kept. */
import { Refused } from "../../base/errors.ts";
import { shown } from "../../study/parse.ts";
import { isRecord, parseJson } from "../json.ts";
import { chooseColumn } from "./column.ts";

export interface JsonLine {
  readonly record: Readonly<Record<string, unknown>>;
  /** File and line, for messages. */
  readonly what: string;
}

/** Empty lines are none. @throws Refused naming line and value */
export async function* jsonLines(lines: AsyncIterable<string>, name: string): AsyncGenerator<JsonLine> {
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line.trim() === "") continue;
    const what = `${name}: line ${number}`;
    const record = parseJson(line, what);
    if (!isRecord(record)) throw new Refused(`${what} should be a JSON object, got ${shown(record)}`, "corpus");
    yield { record, what };
  }
}

/** The texts of all records. @throws Refused naming line and value */
export async function* jsonLineTexts(lines: AsyncIterable<string>, column: string, name: string): AsyncGenerator<string> {
  let chosen: string | null = null;
  for await (const { record, what } of jsonLines(lines, name)) {
    const columns = Object.keys(record).filter((key) => typeof record[key] === "string");
    chosen ??= chooseColumn(columns, column, what);
    const text = record[chosen];
    if (typeof text !== "string") throw new Refused(`${what}: ${shown(chosen)} should be text, got ${shown(text)}`, "corpus");
    yield text;
  }
}
