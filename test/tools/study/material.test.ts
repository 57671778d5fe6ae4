import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeStudyFile } from "../../../src/formats/study-file.ts";
import { writeJournal } from "../../../src/formats/write-journal.ts";
import { adaptRequirements } from "../../../src/study/adapt.ts";
import { parseRequirements } from "../../../src/study/check.ts";
import { defaultRequirements } from "../../../src/study/requirements.ts";
import { usualFineTuning } from "../../../src/study/fine-tuning.ts";
import { fakeCorpus } from "../../suites/fake-study.ts";
import { snapshotOf } from "../../../src/study/snapshot.ts";
import { studyWith, teacher, trialWith } from "../../suites/studies.ts";
import { backendOf, findMaterial, wantedRequirements } from "./material.ts";

let folder = "";
const write = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "autodistill-material-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const imported = {
  teacher: { fingerprint: "1".repeat(64), summary: teacher },
  corpus: { fingerprint: "2".repeat(64), summary: { ...fakeCorpus, name: "text.txt" } },
};

describe("findMaterial", () => {
  it("takes a teacher's files under the directory's name", () => {
    const directory = join(folder, "my-teacher");
    mkdirSync(directory);
    for (const name of ["config.json", "vocab.txt", "model.safetensors", "pytorch_model.bin"]) writeFileSync(join(directory, name), "");
    const { teacher = [] } = findMaterial({ teacher: directory });
    expect("name" in teacher ? teacher : teacher.map(({ name }) => name).sort()).toEqual(["my-teacher/config.json", "my-teacher/model.safetensors", "my-teacher/vocab.txt"]);
  });

  it("takes a task's folder, its file, or its address", () => {
    const directory = join(folder, "SST-2");
    mkdirSync(directory);
    for (const name of ["train.tsv", "dev.tsv"]) writeFileSync(join(directory, name), "");
    const address = "hub:datasets/nyu-mll/glue/rte";
    const given = [{ path: directory, task: null }, { path: write("mine.csv", ""), task: "classification" as const }, { path: address, task: null }];
    const { tasks } = findMaterial({ tasks: given, endpoint: "http://127.0.0.1:9" });
    expect(tasks?.map(({ task, from }) => [task, "address" in from ? from : from.map(({ name }) => name).sort()])).toEqual([
      [null, ["SST-2/dev.tsv", "SST-2/train.tsv"]],
      ["classification", ["mine.csv"]],
      [null, { address, endpoint: "http://127.0.0.1:9" }],
    ]);
    expect(() => findMaterial({ tasks: [{ path: join(folder, "none"), task: null }] })).toThrow(/--task does not exist/);
  });

  it("refuses what is not there, or something else", () => {
    expect(() => findMaterial({ teacher: join(folder, "none") })).toThrow(/--teacher does not exist: .*none$/);
    expect(() => findMaterial({ teacher: write("file", "") })).toThrow(/--teacher is not a directory/);
    expect(() => findMaterial({ corpus: folder })).toThrow(/--corpus is not a file/);
  });
});

describe("wantedRequirements", () => {
  it("are the built-in study's without anything", () => {
    expect(wantedRequirements({}, {}, {})).toEqual(defaultRequirements);
  });

  it("fit the built-in study to a teacher, and refer to the imports", () => {
    const wanted = wantedRequirements({ seed: 5, backend: "wasm" }, { ...imported, heldout: { ...imported.corpus, fingerprint: "3".repeat(64) } }, {});
    const parsed = parseRequirements(wanted, teacher);
    expect(parsed.space).toEqual(adaptRequirements(defaultRequirements, teacher).space);
    expect(parsed).toMatchObject({
      name: "Students of small teacher",
      teacher: { source: "imported", name: "small teacher", fingerprint: "1".repeat(64) },
      corpus: { source: "imported", name: "text.txt", fingerprint: "2".repeat(64), heldout: { name: "text.txt", fingerprint: "3".repeat(64) } },
      seed: 5,
      target: { ...adaptRequirements(defaultRequirements, teacher).target, backend: "wasm" },
    });
  });

  it("take the tasks, with what the options change of fine-tuning", () => {
    const task = { task: "sst2", name: "SST-2", fingerprint: "4".repeat(64), training: 9, development: 9, labels: [] } as const;
    const wanted = wantedRequirements({ fineTuning: { epochs: 7 } }, { tasks: [task] }, {});
    expect(parseRequirements(wanted, teacher).downstream).toEqual({
      tasks: [{ task: "sst2", name: "SST-2", fingerprint: "4".repeat(64) }],
      fineTuning: { ...usualFineTuning, epochs: 7 },
      teacher: true,
    });
  });

  it("leave a file's space alone", () => {
    const file = { ...defaultRequirements, name: "mine" };
    const wanted = wantedRequirements({ budget: { kind: "trials", trials: 2 } }, imported, { requirements: file });
    expect(wanted).toMatchObject({ name: "mine", space: defaultRequirements.space, budget: { kind: "trials", trials: 2 } });
    expect(wanted["teacher"]).toMatchObject({ source: "imported" });
  });
});

describe("an earlier study", () => {
  it("goes into the requirements as a snapshot", () => {
    const earlier = studyWith([trialWith({ latencyMs: 2 })]);
    const found = findMaterial({ prior: write("s.json", writeStudyFile(earlier)) });
    const wanted = parseRequirements(wantedRequirements({}, {}, found), teacher);
    expect(wanted).toEqual({ ...defaultRequirements, prior: [snapshotOf(earlier)] });
    expect(() => findMaterial({ prior: write("s.json", writeStudyFile(studyWith([]))) })).toThrow(
      /--prior cannot be read: there is nothing to learn from/,
    );
  });
});

describe("a study to go on with", () => {
  it("is read as the page reads it", () => {
    const study = studyWith([]);
    expect(findMaterial({ resume: write("s.json", writeStudyFile(study)) }).kept).toEqual(study);
    expect(findMaterial({ resume: write("s.log", writeJournal(study)) }).kept).toEqual(study);
    expect(() => findMaterial({ resume: write("s.json", "{") })).toThrow(/--resume cannot be read: .*s\.json/);
    expect(() => findMaterial({ resume: write("s.json", JSON.stringify(study)) })).toThrow(/is no study/);
  });
});

describe("backendOf", () => {
  it("is the option's, the file's, the kept study's, or auto", () => {
    const target = { ...defaultRequirements.target, backend: "webgpu" } as const;
    const requirements = { ...defaultRequirements, target };
    expect(backendOf({ backend: "cpu" }, { requirements })).toBe("cpu");
    expect(backendOf({}, { requirements })).toBe("webgpu");
    expect(backendOf({}, { kept: studyWith([], { target }) })).toBe("webgpu");
    expect(backendOf({}, {})).toBe("auto");
  });

  it("needs requirements that are JSON", () => {
    expect(() => findMaterial({ requirements: write("r.json", "{") })).toThrow(/--requirements cannot be read/);
    expect(() => findMaterial({ requirements: write("r.json", "[]") })).toThrow(/--requirements is not a JSON object/);
  });
});
