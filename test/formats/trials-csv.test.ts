import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { csvRecords } from "../../src/formats/csv.ts";
import { readTrialsCsv } from "../../src/formats/read-trials-csv.ts";
import { writeTrialsCsv } from "../../src/formats/trials-csv.ts";
import { axisNames } from "../../src/study/architecture.ts";
import type { Study, Trial } from "../../src/study/study.ts";
import { arbitraryStudy } from "../suites/arbitrary-study.ts";
import { describeFormat } from "../suites/format.ts";
import { mutants } from "../suites/mutants.ts";
import { device, studyWith, trialWith } from "../suites/studies.ts";

const readCsv = (text: string) => csvRecords(text, "the table").map(({ cells }) => cells);

const rowsOf = (text: string) => {
  const [header = [], ...records] = readCsv(text);
  return records.map((record) => {
    expect(record).toHaveLength(header.length);
    return Object.fromEntries(header.map((name, index) => [name, record[index]]));
  });
};

/** What a line has no cell for; an empty cell is nothing. */
function keptOf({ forecast: _, fineTuned: __, ...trial }: Trial): Trial {
  const { measurement } = trial;
  const timing = measurement?.timing ? { ...measurement.timing, samplesMs: [] } : null;
  return { ...trial, curve: [], reason: trial.reason === "" ? null : trial.reason, measurement: measurement && { ...measurement, timing } };
}

describeFormat<Study, string>("the table of trials", {
  arbitrary: arbitraryStudy.filter(({ trials }) => trials.length > 0),
  write: writeTrialsCsv,
  read(text) {
    const { studyId, trials } = readTrialsCsv(text);
    return { ...studyWith(trials), id: studyId };
  },
  kept: ({ id, trials }) => ({ ...studyWith(trials.map(keptOf)), id }),
  refusesTruncation: false,
  runs: 60,
});

describe("csvRecords", () => {
  it("reads by the letter of RFC 4180, whatever ends the lines", () => {
    expect(csvRecords('\uFEFFa,"b ""c""\n,"\r\n,\n"",x\r1,', "the table")).toEqual([
      { cells: ["a", 'b "c"\n,'], line: 1 },
      { cells: ["", ""], line: 3 },
      { cells: ["", "x"], line: 4 },
      { cells: ["1", ""], line: 5 },
    ]);
  });
});

describe("readTrialsCsv", () => {
  const text = writeTrialsCsv(studyWith([trialWith({ latencyMs: 2 }), trialWith({ latencyMs: 3 }, { id: 1 })]));

  it.each([
    ["another table", "a,b\r\n1,2\r\n", /is no table of trials of this page: it lacks the column "study"$/],
    ["no trials", text.slice(0, text.indexOf("\r\n") + 2), /holds no trials$/],
    ["a cell too many", text.replace(/\r\n$/, ",1\r\n"), /^the table, line 3 should have \d+ cells, got \d+$/],
    ["a word for a number", text.replace(/,2,2,2,/, ",two,2,2,"), /^the table, line 2.*latencyMs.*got "two"$/],
    ["an open quote", `${text}"`, /^the table, line 4: a comma or the end of the line should follow, got /],
    ["two studies", text.replace("\r\nstudy,1,", "\r\nother,1,"), /trials of one study, got \["study","other"\]$/],
  ])("refuses %s", (_, damaged, message) => {
    expect(damaged).not.toBe(text);
    expect(() => readTrialsCsv(damaged)).toThrow(message);
  });

  it("meets 2000 mutants with nothing but Refused, each within a second", () => {
    for (const mutant of mutants(text, 2000, 6)) {
      const begun = performance.now();
      try {
        readTrialsCsv(mutant);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Refused);
      }
      expect(performance.now() - begun).toBeLessThan(1000);
    }
  });
});

describe("writeTrialsCsv", () => {
  it("writes a line a trial, values unrounded, gaps empty", () => {
    const measured = trialWith({ mlmAccuracy: { value: 0.1 + 0.2, low: 0.25, high: 0.35, samples: 256 } }, { id: 4 });
    const failed = trialWith({}, { id: 5, state: "infeasible", measurement: null, device: null, finishedAt: null });
    const [first, second] = rowsOf(writeTrialsCsv(studyWith([measured, failed])));
    expect(first).toMatchObject({
      trial: "4",
      role: "candidate",
      parent: "",
      hiddenSize: "64",
      mlmAccuracy: "0.30000000000000004",
      mlmAccuracyLow: "0.25",
      mlmAccuracySamples: "256",
      latencyMs: "",
      backend: "cpu",
      softwareAdapter: "false",
      finishedAtUnixMs: "1",
    });
    expect(second).toMatchObject({ state: "infeasible", mlmAccuracy: "", backend: "", finishedAtUnixMs: "" });
  });

  it("has a column for every axis, and only a header for no trials", () => {
    const [header, ...rest] = readCsv(writeTrialsCsv(studyWith([])));
    expect(header).toEqual(expect.arrayContaining([...axisNames]));
    expect(rest).toEqual([]);
  });

  it("keeps commas, quotes and line breaks inside their cell", () => {
    const reason = 'loss is NaN, "again"\r\nand\nagain';
    const [row] = rowsOf(writeTrialsCsv(studyWith([trialWith({}, { reason })])));
    expect(row).toMatchObject({ reason, state: "complete" });
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])("disarms %j", (text) => {
    const [row] = rowsOf(writeTrialsCsv(studyWith([trialWith({}, { device: { ...device, adapter: text } })])));
    expect(row?.["adapter"]).toBe(`'${text}`);
  });

  it("leaves negative numbers numbers", () => {
    const [row] = rowsOf(writeTrialsCsv(studyWith([trialWith({ latencyMs: -1.5 })])));
    expect(row?.["latencyMs"]).toBe("-1.5");
  });
});
