/** A file of a sentence task → examples whose labels are still text. */
import { Refused } from "../../base/errors.ts";
import { linesOf, type StreamedFile } from "../text/lines.ts";
import { createSample } from "../text/sample.ts";
import { layouts, type SentenceTaskName } from "./layouts.ts";
import { rowsOfJsonLines, rowsOfTable, type Row } from "./rows.ts";

/** More than fine-tuning reads; of longer files a part is kept, spread evenly. */
export const mostCharacters = 32e6;

export interface SentenceFile {
  readonly rows: readonly Row[];
  readonly seen: number;
}

/** @throws Refused naming the line or the row that is malformed */
export async function readSentences(task: SentenceTaskName, file: StreamedFile, name: string, limit = mostCharacters): Promise<SentenceFile> {
  const layout = layouts[task];
  const own = task === "classification";
  const sample = createSample<Row>(limit, ({ first, second }) => first.length + (second?.length ?? 0) + 1);
  let broken = 0;
  let firstBroken: string | null = null;
  for await (const row of await rowsIn(file, layout, own, name)) {
    if (row.broken === null) sample.add(row);
    else if (layout.brokenShare === undefined) throw new Refused(row.broken, "downstream");
    else {
      broken++;
      firstBroken ??= row.broken;
    }
  }
  if (firstBroken !== null && broken > (layout.brokenShare ?? 0) * (sample.seen + broken)) {
    throw new Refused(`${firstBroken}; more such lines than this task's files are known to have: ${broken}`, "downstream");
  }
  if (sample.seen === 0) throw new Refused(`${name} has no examples`, "downstream");
  return { rows: sample.items, seen: sample.seen };
}

async function rowsIn(file: StreamedFile, layout: (typeof layouts)[SentenceTaskName], own: boolean, name: string): Promise<AsyncGenerator<Row>> {
  const ending = /\.(jsonl|ndjson|json|csv|parquet)(\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? "tsv";
  if (ending === "parquet") return (await import("./parquet.ts")).rowsOfParquet(file, layout, own, name);
  if (ending !== "tsv" && ending !== "csv") return rowsOfJsonLines(linesOf(file, name), layout, name);
  const kind = ending === "tsv" || (await hasTabs(file, name)) ? "tsv" : "csv";
  return rowsOfTable(linesOf(file, name), kind, layout, own, name);
}

/** The benchmark's own STS files are named .csv and are separated by tabs. */
async function hasTabs(file: StreamedFile, name: string): Promise<boolean> {
  for await (const line of linesOf(file, name)) return line.includes("\t");
  return false;
}
