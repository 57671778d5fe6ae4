import type { NamedFile } from "../../base/files.ts";
import { readStudies } from "../../formats/read-studies.ts";
import { readTrialsCsv } from "../../formats/read-trials-csv.ts";
import type { Lab } from "../../lab/port.ts";
import type { Study } from "../../study/study.ts";

/**
 * The studies in a picked file, told apart by its name and by what stands in it.
 * @throws Refused saying what is wrong with the file, or that the study of a table is not kept here
 */
export async function studiesIn({ name, bytes }: NamedFile, lab: Pick<Lab, "study">): Promise<readonly Study[]> {
  const text = new TextDecoder().decode(bytes);
  if (!/\.csv$/i.test(name)) return readStudies(text, name);
  // A table has the trials alone: what they were for is in the study that it was saved from.
  const { studyId, trials } = readTrialsCsv(text, name);
  return [{ ...(await lab.study(studyId)), trials: [...trials] }];
}
