import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { largestStudyFile, readStudyFile, writeStudyFile } from "../../src/formats/study-file.ts";
import { arbitraryStudy } from "../suites/arbitrary-study.ts";
import { describeFormat } from "../suites/format.ts";
import { studyWith, trialWith } from "../suites/studies.ts";

describeFormat("the study file", {
  arbitrary: arbitraryStudy,
  write: writeStudyFile,
  read: (text) => readStudyFile(text),
  // All but the last line break, without which the file is whole.
  refusesTruncation: false,
});

const study = studyWith([trialWith({ latencyMs: 2.5 }, { curve: [{ step: 1, loss: 2, stage: 0 }] })]);
const text = writeStudyFile(study);
const edited = (change: (file: Record<string, unknown>) => unknown) => JSON.stringify(change(JSON.parse(text)));

function refusalOf(written: string): Refused {
  try {
    readStudyFile(written, "mine.json");
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown;
    throw thrown;
  }
  throw new Error("the file was accepted");
}

describe("writeStudyFile", () => {
  it("begins with its format, one fact a line", () => {
    expect(text.split("\n").slice(0, 4)).toEqual(["{", '  "format": "autodistill-study",', '  "version": 1,', '  "id": "study",']);
    expect(text).toContain('"curve": [{"step":1,"loss":2,"stage":0}]');
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("is JSON that any reader reads", () => {
    expect(JSON.parse(text)).toEqual({ format: "autodistill-study", ...study });
  });
});

describe("readStudyFile", () => {
  it("refuses every beginning of the file", () => {
    for (let length = 0; length < text.length - 1; length += 97) expect(refusalOf(text.slice(0, length))).toBeInstanceOf(Refused);
    expect(readStudyFile(text.slice(0, -1))).toEqual(study);
  });

  it.each<[string, string, RegExp]>([
    ["a file of something else", '{"format": "vega"}', /mine\.json is no study.*got "vega"$/],
    ["a list", "[]", /is no study.*got \[\]$/],
    ["a newer version", edited((file) => ({ ...file, version: 2, novelty: true })), /newer version.*reload.*got version 2$/],
    ["a version that never was", edited((file) => ({ ...file, version: 0 })), /version.*got 0$/],
    ["damage", text.replace('"version": 1,', '"version": 1'), /mine\.json is damaged: at line 4, column 3 .*found/],
    ["an unknown key", edited((file) => ({ ...file, script: "x" })), /unknown key: "script"$/],
    ["a missing key", edited((file) => ({ ...file, trials: undefined })), /trials is missing/],
    ["a hostile key", text.replace('"version"', '"__proto__": {"polluted": true}, "version"'), /"__proto__"$/],
    ["a hostile key deep inside", text.replace('"metrics": {', '"metrics": {"__proto__": {}, ').replace('"metrics":{', '"metrics":{"__proto__":{},'), /"__proto__"$/],
    ["a value out of bounds", edited((file) => ({ ...file, name: "" })), /name.*got ""$/],
    ["two trials of one id", edited((file) => ({ ...file, trials: [...study.trials, ...study.trials] })), /two trials have the same id: 0$/],
    ["more than 20 MB", " ".repeat(largestStudyFile + 1), /too large.*got 20000001$/],
  ])("refuses %s", (_, written, message) => {
    expect(refusalOf(written).message).toMatch(message);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
