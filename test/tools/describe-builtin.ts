/** `npm run pretrain` calls it: writes what the built-in teacher and text are beside them, for the page to read first. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeBuiltin } from "../../src/lab/builtin.ts";
import { builtinAbout } from "../../src/lab/material.ts";
import { inspectTeacher } from "../../src/lab/read-teacher.ts";
import { createMemoryStore } from "../../src/store/memory.ts";

/** @param folder with the teacher's and the text's files */
export async function writeAbout(folder: string): Promise<void> {
  const builtinFile = async (name: string) => new Uint8Array(readFileSync(join(folder, name)));
  const bench = { inspectTeacher: async (files: Parameters<typeof inspectTeacher>[0]) => inspectTeacher(files) };
  const about = await describeBuiltin({ builtinFile, store: createMemoryStore() }, bench);
  writeFileSync(join(folder, builtinAbout), `${JSON.stringify(about, null, 2)}\n`);
}
