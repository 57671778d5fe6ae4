/** `npm run study` against a page whose lab is a fake: everything but the training is real. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readStudyFile } from "../../src/formats/study-file.ts";
import { findChromium } from "../tools/browser.ts";
import { findMaterial } from "../tools/study/material.ts";
import type { StudyOptions } from "../tools/study/options.ts";
import { runStudy, status } from "../tools/study/run.ts";
import { openSession } from "../tools/study/session.ts";

const chromium = findChromium({ install: false });
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "autodistill-tool-"));
  const root = join(import.meta.dirname, "fake-page");
  await build({ configFile: false, root, base: "./", logLevel: "error", build: { outDir: join(folder, "page"), target: "es2023" } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(options: StudyOptions, interruptAt?: RegExp) {
  const lines: string[] = [];
  const complaints: string[] = [];
  const interrupt = new AbortController();
  const session = await openSession({
    backend: "auto",
    root: join(folder, "page"),
    onPageError: (message) => complaints.push(message),
  });
  try {
    const code = await runStudy({
      session,
      options,
      material: findMaterial(options),
      interrupt: interrupt.signal,
      say(line) {
        lines.push(line);
        if (interruptAt?.test(line)) interrupt.abort();
      },
      complain: (line) => complaints.push(line),
    });
    return { code, lines, complaints };
  } finally {
    await session.close();
  }
}

const kept = (file: string) => readStudyFile(readFileSync(file, "utf8"), file);

describe.skipIf(chromium === null)("the study tool", () => {
  it("runs a study to its end, keeps it, exports its front", async () => {
    const [out, directory] = [join(folder, "kept", "study.json"), join(folder, "students")];
    const { code, lines, complaints } = await run({ budget: { kind: "trials", trials: 2 }, out, export: directory });
    expect(complaints).toEqual([]);
    expect(code).toBe(status.finished);
    expect(lines[0]).toMatch(/^backend webgpu, adapter AMD/);
    expect(lines[1]).toMatch(/^study "Built-in study": teacher .* budget 2 trials$/);
    const study = kept(out);
    expect(study.trials.every(({ state }) => state === "complete")).toBe(true);
    expect(lines.filter((line) => /^trial \d+ .* complete after/.test(line))).toHaveLength(study.trials.length);
    expect(lines.at(-1)).toMatch(/^student of trial/);
    const [first = ""] = readdirSync(directory);
    expect(readFileSync(join(directory, first, "config.json"), "utf8")).toBe("{}");
  });

  it("hands a teacher, a text and a task over, and shows the lab's refusals", async () => {
    const teacher = join(folder, "teacher");
    mkdirSync(teacher);
    writeFileSync(join(teacher, "config.json"), "{}");
    const corpus = join(folder, "text.txt");
    writeFileSync(corpus, "One sentence.\nAnother.\n");
    await expect(run({ teacher })).rejects.toThrow("a teacher needs a .safetensors file, got teacher/config.json");
    writeFileSync(join(teacher, "model.safetensors"), new Uint8Array(5_000_000));
    const out = join(folder, "imported.json");
    const task = join(folder, "SST-2.tsv");
    writeFileSync(task, "sentence\tlabel\na fine film\t1\na bad one\t0\n");
    const { code } = await run({ teacher, corpus, tasks: [{ path: task, task: null }], budget: { kind: "trials", trials: 1 }, out });
    expect(code).toBe(status.finished);
    expect(kept(out).requirements).toMatchObject({
      teacher: { source: "imported", name: "Imported teacher" },
      corpus: { source: "imported", name: "text.txt", heldout: null },
      downstream: { tasks: [{ task: "sst2", name: "SST-2" }] },
    });
  });

  it("stops when asked, and goes on from what it kept", async () => {
    const out = join(folder, "stopped.json");
    const stopped = await run({ budget: { kind: "trials", trials: 2 }, out }, /^trial 0 .* complete/);
    expect(stopped.code).toBe(status.interrupted);
    const before = kept(out).trials.filter(({ state }) => state === "complete");
    expect(before.length).toBeGreaterThan(0);
    const resumed = await run({ resume: out, out });
    expect(resumed.code).toBe(status.finished);
    expect(resumed.lines.some((line) => /^trial 0 .* complete/.test(line))).toBe(false);
    const { trials } = kept(out);
    expect(trials.length).toBeGreaterThan(before.length);
    expect(trials[0]).toEqual(before[0]);

    const regular = await run({ resume: out, regular: 0, out });
    expect(regular.code).toBe(status.finished);
    expect(kept(out).trials.at(-1)).toMatchObject({ role: "regular", parent: 0, state: "complete" });
  });
});
