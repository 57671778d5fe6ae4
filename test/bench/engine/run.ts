/** `npm run bench -- engine`: measures, progress on stderr, the table on stdout, rows into a file. */
import { writeFileSync } from "node:fs";
import { rowTable, type Row } from "../rows.ts";
import { groups } from "./groups/index.ts";
import { help, parseOptions } from "./options.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);
const tell = (line: string) => void process.stderr.write(`${line}\n`);

export async function run(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options === null) return say(help);
  const rows: Row[] = [];
  for (const name of options.only) {
    tell(`${name}: ${groups[name].what}`);
    const measured = await groups[name].measure({ quick: options.quick, tell });
    tell(rowTable(measured));
    rows.push(...measured);
    // After each group: whoever stops it early has what was measured.
    if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  }
  say(rowTable(rows));
}
