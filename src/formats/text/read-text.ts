/** Texts as people have them → plain text, one document after another, of bounded size. */
import { Refused } from "../../base/errors.ts";
import { tableTexts } from "./delimited.ts";
import { documentsOf } from "./documents.ts";
import { jsonLineTexts } from "./jsonl.ts";
import { isGzip, linesOf, type StreamedFile } from "./lines.ts";
import { createSample } from "./sample.ts";

/** More than flash distillation reads; of longer texts a part is kept, spread evenly. */
export const mostCharacters = 32e6;

export interface ReadText {
  readonly text: string;
  /** Seen: about as many as there are, where not all were looked at. */
  readonly documents: { readonly seen: number; readonly kept: number };
}

/** The name without folders and without what compressors append. */
const plainName = (name: string) => name.replace(/^.*[/\\]/, "").replace(/\.gz$/i, "");
const kindOf = (name: string) => /\.(jsonl|ndjson|csv|tsv|parquet|arrow|zip)$/i.exec(plainName(name))?.[1]?.toLowerCase() ?? "plain";

/**
 * @param name its ending says what it is: .jsonl, .csv, .tsv, .parquet, plain otherwise; .gz may stand behind
 * @param column of a table or of records; empty for the usual ones
 * @throws Refused naming the line, the column or the value
 */
export async function readText(file: StreamedFile, name: string, column = "", limit = mostCharacters): Promise<ReadText> {
  const kind = kindOf(name);
  let share = 1;
  const texts = await textsIn(file, kind, column, name, limit, (read) => (share = read));
  const sample = createSample<string>(limit, ({ length }) => length);
  // One sentence or paragraph a line, an empty line between documents.
  for await (const document of documentsOf(texts, kind === "plain")) sample.add(document.join("\n"));
  return { text: sample.items.join("\n\n"), documents: { seen: Math.round(sample.seen / share), kept: sample.items.length } };
}

async function textsIn(file: StreamedFile, kind: string, column: string, name: string, limit: number, onShare: (share: number) => void): Promise<AsyncIterable<string>> {
  if (kind === "arrow" || kind === "zip") throw new Refused(`${name} cannot be read: convert it to .parquet, .jsonl, .csv or plain text first, got .${kind}`, "corpus");
  if (kind === "parquet") return (await import("./parquet.ts")).parquetTexts(file, column, name, limit, onShare);
  const lines = linesOf(file, name);
  if (kind === "plain") return lines;
  return kind === "csv" || kind === "tsv" ? tableTexts(lines, kind, column, name) : jsonLineTexts(lines, column, name);
}

/** Where WikiText's first title stands. */
const lookedAtBytes = 1 << 16;
const wikiTitle = /^ ?= [^=\n]+ = ?\r?$/m;

/** Whether a file is taken as it is: plain text, not too long, not of WikiText's layout. */
export async function isPlainText(file: StreamedFile, name: string): Promise<boolean> {
  if (kindOf(name) !== "plain" || file.size > mostCharacters) return false;
  if (await isGzip(file)) return false;
  return !wikiTitle.test(new TextDecoder().decode(await file.slice(0, lookedAtBytes).arrayBuffer()));
}
