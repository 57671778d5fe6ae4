/** Writes the built-in corpus and its vocabulary: `npx tsx test/tools/builtin/generate.ts`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { generateBuiltin } from "./builtin.ts";

const folder = resolve(import.meta.dirname, "../../../public/builtin");
mkdirSync(folder, { recursive: true });
for (const [name, content] of generateBuiltin()) {
  writeFileSync(join(folder, name), content);
  console.log(`public/builtin/${name}: ${Buffer.byteLength(content)} bytes`);
}
