/** Studies out of whatever a person kept them in, told apart by what stands in the file. */
import type { Study } from "../study/study.ts";
import { readJournal } from "./read-journal.ts";
import { readStudyFile } from "./study-file.ts";

const isJournal = (text: string) => /^\s*\{\s*"op_code"/.test(text);

/** @throws Refused as the readers do */
export function readStudies(text: string, file?: string): readonly Study[] {
  return isJournal(text) ? readJournal(text, file) : [readStudyFile(text, file)];
}
