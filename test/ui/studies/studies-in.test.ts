import { expect, it } from "vitest";
import { writeJournal } from "../../../src/formats/write-journal.ts";
import { writeStudyFile } from "../../../src/formats/study-file.ts";
import { writeTrialsCsv } from "../../../src/formats/trials-csv.ts";
import { studiesIn } from "../../../src/ui/studies/studies-in.ts";
import { createTestLab } from "../../suites/lab-ports.ts";
import { studyWith, trialWith } from "../../suites/studies.ts";

const study = studyWith([trialWith({ latencyMs: 2 }), trialWith({ latencyMs: 3 }, { id: 1, startedAt: 5 })]);
const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });

it("finds the study in its file and in its journal", async () => {
  const { lab } = createTestLab();
  expect(await studiesIn(file("s.json", writeStudyFile(study)), lab)).toEqual([study]);
  expect(await studiesIn(file("s.json", writeJournal(study)), lab)).toEqual([study]);
});

it("merges a table's trials into the study it was saved from, and refuses a table without it", async () => {
  const { lab } = createTestLab();
  const table = file("s.csv", writeTrialsCsv(study));
  await expect(studiesIn(table, lab)).rejects.toThrow(/no study is kept here under "study"/);
  await lab.importStudy({ ...study, trials: study.trials.slice(0, 1) });
  for (const found of await studiesIn(table, lab)) await lab.importStudy(found);
  expect(await lab.study("study")).toEqual(study);
});
