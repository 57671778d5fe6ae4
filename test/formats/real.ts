/** Real files beside the repository, where they are; tests that need them skip, visibly, where they are not. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { NamedFile } from "../../src/base/files.ts";

const folder = resolve(import.meta.dirname, "../../../shared/real");

export const realFilesMissing = !existsSync(folder);

export function realBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, path)));
}

export function realDirectory(path: string): NamedFile[] {
  return readdirSync(join(folder, path)).map((name) => ({ name: `${path}/${name}`, bytes: realBytes(`${path}/${name}`) }));
}
