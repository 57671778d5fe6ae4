/** The shipped teacher: within its size, and as accurate on held-out text as the file beside it says. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeText, parseCorpus, tokenise } from "../../src/data/corpus.ts";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import { readModelFiles } from "../../src/formats/hugging-face.ts";
import { builtinTeacherFiles } from "../../src/lab/material.ts";
import { aboutBuiltin, describeBuiltin } from "../../src/lab/builtin.ts";
import type { PretrainingOptions } from "../../src/lab/port.ts";
import { inspectTeacher } from "../../src/lab/read-teacher.ts";
import { measureTeacher } from "../../src/lab/teacher-training.ts";
import { loadNetwork } from "../../src/model/load.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import type { Measurement } from "../../src/study/measurement.ts";
import { startBackend } from "../tools/node-backend.ts";

const folder = join(import.meta.dirname, "../../public/builtin");
const read = (name: string) => readFileSync(join(folder, name));

describe("the built-in teacher", () => {
  beforeAll(() => startBackend("wasm"));

  it("and its text take at most 6 MB, and the text at least 1 MB", () => {
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6e6);
    expect(statSync(join(folder, "corpus.txt")).size).toBeGreaterThan(1e6);
  });

  it("and its text are described beside them", async () => {
    const ports = { builtinFile: async (name: string) => new Uint8Array(read(name)), store: createMemoryStore() };
    const described = await describeBuiltin(ports, { inspectTeacher: async (files) => inspectTeacher(files) });
    expect(await aboutBuiltin(ports)).toEqual(described);
  });

  it("is as accurate on held-out text as recorded", async () => {
    const recorded: { options: PretrainingOptions; metrics: Measurement["metrics"] } = JSON.parse(read("training.json").toString());
    const files = builtinTeacherFiles.map((name) => ({ name, bytes: read(name) }));
    const { config, tensors, tokenizer: source } = readModelFiles(files);
    const { tensors: weights } = loadNetwork(config, tensors);
    const tokenizer = createTokenizer(source);
    const heldout = tokenise(parseCorpus(decodeText(read("heldout.txt"), "heldout.txt"), "heldout.txt"), tokenizer);
    const { metrics } = await measureTeacher(recorded.options, { student: async () => weights }, heldout, tokenizer);
    // A prediction or two may tip where another machine rounds differently.
    expect(metrics.mlmAccuracy?.value).toBeCloseTo(recorded.metrics.mlmAccuracy?.value ?? 0, 2);
    expect(metrics.nspAccuracy?.value).toBeCloseTo(recorded.metrics.nspAccuracy?.value ?? 0, 2);
    expect(metrics.mlmAccuracy?.value).toBeGreaterThan(0.4);
  }, 120_000);
});
