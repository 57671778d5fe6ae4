/** Students as others run them: timed in onnxruntime-web by the built page, and loaded by transformers.js from their files. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { build, preview, type InlineConfig, type PreviewServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTokenizer, type Tokenizer } from "../../src/data/tokenizer.ts";
import * as tf from "../../src/engine/tf.ts";
import { readModelFiles } from "../../src/formats/hugging-face.ts";
import { loadTaskNetwork } from "../../src/model/load-task.ts";
import { loadNetwork } from "../../src/model/load.ts";
import type { EncoderInput } from "../../src/model/network.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import { usualFineTuning } from "../../src/study/fine-tuning.ts";
import type { Study } from "../../src/study/study.ts";
import { classes, questions } from "../suites/toy-tasks.ts";
import { toyRequirements } from "../suites/toy.ts";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { startBackend } from "../tools/node-backend.ts";
import { parquetOf, squadSchema } from "../tools/parquet.ts";
import { type RunningServer, startServer } from "../tools/serve.ts";
import { createHandover } from "../tools/study/handover.ts";
import { openLab, type PageLab } from "../tools/study/page.ts";
import { until } from "./page-lab.ts";
import type {} from "./transformers-page/main.ts";

let folder = "";
let server: RunningServer;
let browser: LaunchedBrowser;
let study: Study;
const fetched: string[] = [];
const handover = createHandover();
/** A folder in which the other page finds one of its models. */
const model = (name: ModelName) => join(folder, "page", "models", name);
type ModelName = "student" | "sst2" | "squad";

/** Examples of downstream tasks, enough to fine-tune once. */
async function importToyTasks(lab: PageLab) {
  const { training: asked } = questions;
  const columns = ["id", "title", "context", "question"] as const;
  const answers = asked.map((question) => ({ text: question.answers.map(({ text }) => text), answer_start: question.answers.map(({ start }) => start) }));
  const contents = {
    sst2: parquetOf([{ name: "sentence", data: classes.training.map(({ first }) => first) }, { name: "label", data: classes.training.map(({ label }) => label), type: "INT32" }]),
    squad: parquetOf([...columns.map((name) => ({ name, data: asked.map((each) => (name === "title" ? "T" : each[name])) })), { name: "answers", data: answers }], { schema: squadSchema() }),
  };
  const references = [];
  for (const task of ["sst2", "squad"] as const) {
    const file = join(folder, task);
    writeFileSync(file, contents[task]);
    references.push(await lab.importTask([{ name: "train-00000-of-00001.parquet", path: handover.offer(file) }], task));
  }
  return references.map(({ task, name, fingerprint }) => ({ task, name, fingerprint }));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "autodistill-onnx-"));
  server = await startServer({ middleware: handover.middleware });
  browser = await launch({ webgpu: true });
  const page = await browser.context.newPage();
  browser.context.on("request", (request) => fetched.push(new URL(request.url()).pathname.replace(/^.*\//, "")));
  const lab = await openLab(page, server.url);
  await lab.device("wasm");
  expect(fetched.filter((name) => name.startsWith("ort"))).toEqual([]);
  const target = { ...toyRequirements.target, serving: ["ortWasm" as const, "ortWebgpu" as const] };
  const fineTuning = { ...usualFineTuning, sequenceLength: 24, documentStride: 8, epochs: 1, evaluationsPerEpoch: 1, learningRates: [1e-3], examples: 16 };
  const id = await lab.create({ ...toyRequirements, target, downstream: { tasks: await importToyTasks(lab), fineTuning, teacher: false } });
  await lab.run(id);
  // One student is enough: emulated GPUs are slow.
  await until(lab, ({ run }) => run === null || (run.trialId ?? 0) > 0);
  await lab.stop();
  study = await lab.study(id);

  const config: InlineConfig = {
    configFile: false,
    root: join(import.meta.dirname, "transformers-page"),
    base: "./",
    logLevel: "error",
    build: { target: "es2023", outDir: join(folder, "page"), chunkSizeWarningLimit: 5000 },
  };
  await build(config);
  await lab.exportStudent(study.id, 0, ["float32", "int8"], (name) => handover.accept(join(model("student"), name)));
  for (const task of ["sst2", "squad"] as const) {
    await lab.exportFineTuned(study.id, 0, task, ["float32", "int8"], (name) => handover.accept(join(model(task), name)));
  }
  await page.close();
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a study that times its students in onnxruntime-web", () => {
  it("has all three latencies of a student, and fetched the runtime from its own address", () => {
    const { state, measurement = null } = study.trials[0] ?? {};
    expect(state).toBe("complete");
    for (const metric of ["latencyMs", "ortWasmLatencyMs", "ortWebgpuLatencyMs"] as const) {
      expect(measurement?.metrics[metric]?.value).toBeGreaterThan(0);
    }
    expect(Object.keys(measurement?.serving ?? {})).toEqual(["ortWasm", "ortWebgpu"]);
    const runtime = fetched.filter((name) => name.startsWith("ort"));
    expect(new Set(runtime.map((name) => name.replace(/-[\w-]{8}(?=\.\w+$)/, "-HASH")))).toEqual(
      new Set(["ort.wasm.bundle.min-HASH.js", "ort-wasm-simd-threaded-HASH.wasm", "ort.webgpu.bundle.min-HASH.js", "ort-wasm-simd-threaded.asyncify-HASH.wasm"]),
    );
  });

  it("does not keep the runtime for offline use", () => {
    expect(readFileSync(join(import.meta.dirname, "../../dist/sw.js"), "utf8")).not.toMatch(/assets\/ort/);
  });
});

const filesOf = (name: ModelName) => {
  const names = readdirSync(model(name)).filter((file) => /\.(json|txt|safetensors)$/.test(file));
  return readModelFiles(names.map((file) => ({ name: file, bytes: new Uint8Array(readFileSync(join(model(name), file))) })));
};

/** One sequence of one or two texts: its ids, and the row of them that a network reads. */
function rowOf({ special, encode }: Tokenizer, text: string, second: string | null = null) {
  const first = [special.cls, ...encode(text), special.sep];
  const ids = second === null ? first : [...first, ...encode(second), special.sep];
  const input: EncoderInput = {
    inputIds: tf.tensor2d(ids, [1, ids.length], "int32"),
    tokenTypeIds: tf.tensor2d(ids.map((_, place) => Number(place >= first.length)), [1, ids.length], "int32"),
    attentionMask: tf.ones<tf.Rank.R2>([1, ids.length]),
  };
  return { ids, input };
}

/** Our own likeliest words for the hidden one. */
async function ownGuesses(text: string): Promise<readonly { token: number; score: number }[]> {
  const files = filesOf("student");
  const tokenizer = createTokenizer(files.tokenizer);
  const { network, tensors } = loadNetwork(files.config, files.tensors);
  await startBackend("wasm");
  const { ids, input } = rowOf(tokenizer, text);
  const parameters = toTensors(tensors);
  const { hiddenStates } = network.encode(parameters, input);
  const last = tf.reshape<tf.Rank.R2>(hiddenStates.at(-1) ?? tf.zeros([0]), [ids.length, network.hiddenSize]);
  const scores = await tf.softmax(tf.slice(network.mlmLogits(parameters, last), [ids.indexOf(tokenizer.special.mask), 0], [1, -1])).data();
  disposeParameters(parameters);
  return [...scores].map((score, token) => ({ token, score })).sort((a, b) => b.score - a.score).slice(0, 5);
}

/** What a fine-tuned student gives here: scores of classes, or how likely an answer begins and ends at each token. */
async function ownLogits(task: "sst2" | "squad", text: string, second: string | null = null) {
  const files = filesOf(task);
  const tokenizer = createTokenizer(files.tokenizer);
  const { network, labels, tensors } = loadTaskNetwork(files.config, files.tensors);
  await startBackend("wasm");
  const { ids, input } = rowOf(tokenizer, text, second);
  const parameters = toTensors(tensors);
  const logits = [...(await network.logits(parameters, input).data())];
  disposeParameters(parameters);
  return { logits, labels, ids, tokenizer };
}

const expectClose = (theirs: readonly number[], ours: readonly number[], digits = 4) => {
  expect(theirs).toHaveLength(ours.length);
  theirs.forEach((value, place) => expect(value).toBeCloseTo(ours[place] ?? NaN, digits));
};

describe("transformers.js", () => {
  const text = "the gardener opened the [MASK] and watered the roses .";
  let other: PreviewServer;
  let page: Page;
  beforeAll(async () => {
    other = await preview({ configFile: false, root: folder, logLevel: "error", build: { outDir: join(folder, "page") }, preview: { port: 0, host: "127.0.0.1" } });
    page = await browser.context.newPage();
    await page.goto(other.resolvedUrls?.local[0] ?? other.resolvedUrls?.network[0] ?? "");
    await page.waitForFunction(() => globalThis.answer !== undefined);
  });
  afterAll(() => other?.close());

  it("guesses the word that we guess, from the exported folder", async () => {
    const guesses = (dtype: "fp32" | "q8") => page.evaluate(([precision, given]) => globalThis.guess("student", precision, given), [dtype, text] as const);
    const [theirs, ours] = [await guesses("fp32"), await ownGuesses(text)];
    expect(theirs.map(({ token }) => token)).toEqual(ours.map(({ token }) => token));
    theirs.forEach(({ score }, rank) => expect(score).toBeCloseTo(ours[rank]?.score ?? NaN, 4));
    // Rounded matrices: the same word, with nearly the same certainty.
    const [rounded] = await guesses("q8");
    expect(rounded?.score).toBeCloseTo(ours[0]?.score ?? NaN, 1);
  });

  it("tells the class that we tell, by its name, and cuts what is too long", async () => {
    const long = "the film is good and the film is bad . ".repeat(20);
    const classify = (dtype: "fp32" | "q8", ...texts: string[]) => page.evaluate(([precision, given]) => globalThis.classify("sst2", precision, given), [dtype, texts] as const);
    const theirs = await classify("fp32", "good film", long);
    const { logits, labels } = await ownLogits("sst2", "good film");
    expect(labels).toEqual(["negative", "positive"]);
    expectClose(theirs[0]?.logits ?? [], logits);
    const likeliest = logits.indexOf(Math.max(...logits));
    expect(theirs[0]).toMatchObject({ label: labels[likeliest] });
    expect(theirs[0]?.score).toBeCloseTo(1 / (1 + Math.exp(-Math.abs((logits[0] ?? 0) - (logits[1] ?? 0)))), 4);
    expect(theirs[1]?.logits.every(Number.isFinite)).toBe(true);
    const [rounded] = await classify("q8", "good film");
    expectClose(rounded?.logits ?? [], logits, 1);
  });

  it("finds the answer that we find", async () => {
    const [question, context] = ["where is the film ?", "the film is good the film"];
    const theirs = await page.evaluate(([asked, within]) => globalThis.answer("squad", asked, within), [question, context] as const);
    const { logits, ids, tokenizer } = await ownLogits("squad", question, context);
    const [starts, ends] = [logits.slice(0, ids.length), logits.slice(ids.length)];
    expectClose(theirs.starts, starts);
    expectClose(theirs.ends, ends);
    const within = (place: number) => place > ids.indexOf(tokenizer.special.sep) && place < ids.length - 1;
    const spans = ids.flatMap((_, from) => ids.flatMap((__, to) => (within(from) && within(to) && from <= to ? [{ from, to, score: (starts[from] ?? 0) + (ends[to] ?? 0) }] : [])));
    const [best] = spans.sort((a, b) => b.score - a.score);
    expect(theirs.answer).toBe(tokenizer.decode(ids.slice(best?.from, (best?.to ?? 0) + 1)));
  });
});
