import { describe, expect, it } from "vitest";
import { writeTrialsCsv } from "../../src/formats/trials-csv.ts";
import { axisNames } from "../../src/study/architecture.ts";
import { device, studyWith, trialWith } from "../suites/studies.ts";

/** A reader by the letter of RFC 4180. */
function readCsv(text: string): string[][] {
  const records: string[][] = [[]];
  for (let at = 0; at < text.length; ) {
    const quoted = /"((?:[^"]|"")*)"/y;
    const plain = /[^",\r\n]*/y;
    quoted.lastIndex = plain.lastIndex = at;
    const [whole = "", inside] = quoted.exec(text) ?? plain.exec(text) ?? [];
    records.at(-1)?.push(inside === undefined ? whole : inside.replaceAll('""', '"'));
    at += whole.length;
    if (text.startsWith("\r\n", at)) {
      at += 2;
      if (at < text.length) records.push([]);
    } else {
      expect(text[at]).toBe(",");
      at++;
    }
  }
  return records;
}

const rowsOf = (text: string) => {
  const [header = [], ...records] = readCsv(text);
  return records.map((record) => {
    expect(record).toHaveLength(header.length);
    return Object.fromEntries(header.map((name, index) => [name, record[index]]));
  });
};

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
