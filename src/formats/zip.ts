import { zipSync, type Zippable } from "fflate";
import type { NamedFile } from "../base/files.ts";

/** The same files give the same archive, whenever it is made. */
const modified = "2000-01-01T00:00:00";

/** One archive of all files; weights are stored as they are, since random-looking bytes do not shrink. */
export function zipped(files: readonly NamedFile[]): Uint8Array {
  const entries = files.map(({ name, bytes }): [string, Zippable[string]] => {
    const level = /\.(safetensors|onnx)$/.test(name) ? 0 : 6;
    return [name, [bytes, { level, mtime: modified }]];
  });
  return zipSync(Object.fromEntries(entries));
}
