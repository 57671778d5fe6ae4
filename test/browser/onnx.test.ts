/** Students as others run them: timed in onnxruntime-web by the built page, and loaded by transformers.js from their files. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, preview, type InlineConfig, type PreviewServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import * as tf from "../../src/engine/tf.ts";
import { readModelFiles } from "../../src/formats/hugging-face.ts";
import { loadNetwork } from "../../src/model/load.ts";
import { disposeParameters, toTensors } from "../../src/model/parameters.ts";
import type { Study } from "../../src/study/study.ts";
import { toyRequirements } from "../suites/toy.ts";
import { launch, type LaunchedBrowser } from "../tools/browser.ts";
import { startBackend } from "../tools/node-backend.ts";
import { type RunningServer, startServer } from "../tools/serve.ts";
import { createHandover } from "../tools/study/handover.ts";
import { openLab } from "../tools/study/page.ts";
import { until } from "./page-lab.ts";
import type {} from "./transformers-page/main.ts";

let folder = "";
let server: RunningServer;
let browser: LaunchedBrowser;
let study: Study;
const fetched: string[] = [];
const handover = createHandover();
/** The folder that the other page finds its models in. */
const student = () => join(folder, "page", "models", "student");

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
  const id = await lab.create({ ...toyRequirements, target });
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
  await lab.exportStudent(study.id, 0, ["float32", "int8"], (name) => handover.accept(join(student(), name)));
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

/** Our own likeliest words for the hidden one. */
async function ownGuesses(text: string): Promise<readonly { token: number; score: number }[]> {
  const names = readdirSync(student()).filter((name) => /\.(json|txt|safetensors)$/.test(name));
  const files = readModelFiles(names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(student(), name))) })));
  const tokenizer = createTokenizer(files.tokenizer);
  const { network, tensors } = loadNetwork(files.config, files.tensors);
  const ids = [tokenizer.special.cls, ...tokenizer.encode(text), tokenizer.special.sep];
  await startBackend("wasm");
  const parameters = toTensors(tensors);
  const { hiddenStates } = network.encode(parameters, {
    inputIds: tf.tensor2d(ids, [1, ids.length], "int32"),
    tokenTypeIds: tf.zeros<tf.Rank.R2>([1, ids.length], "int32"),
    attentionMask: tf.ones<tf.Rank.R2>([1, ids.length]),
  });
  const last = tf.reshape<tf.Rank.R2>(hiddenStates.at(-1) ?? tf.zeros([0]), [ids.length, network.hiddenSize]);
  const scores = await tf.softmax(tf.slice(network.mlmLogits(parameters, last), [ids.indexOf(tokenizer.special.mask), 0], [1, -1])).data();
  disposeParameters(parameters);
  return [...scores].map((score, token) => ({ token, score })).sort((a, b) => b.score - a.score).slice(0, 5);
}

describe("transformers.js", () => {
  const text = "the gardener opened the [MASK] and watered the roses .";
  let other: PreviewServer;
  beforeAll(async () => {
    other = await preview({ configFile: false, root: folder, logLevel: "error", build: { outDir: join(folder, "page") }, preview: { port: 0, host: "127.0.0.1" } });
  });
  afterAll(() => other?.close());

  it("guesses the word that we guess, from the exported folder", async () => {
    const page = await browser.context.newPage();
    await page.goto(other.resolvedUrls?.local[0] ?? other.resolvedUrls?.network[0] ?? "");
    await page.waitForFunction(() => globalThis.guess !== undefined);
    const guesses = (dtype: "fp32" | "q8") => page.evaluate(([precision, given]) => globalThis.guess("student", precision, given), [dtype, text] as const);
    const [theirs, ours] = [await guesses("fp32"), await ownGuesses(text)];
    expect(theirs.map(({ token }) => token)).toEqual(ours.map(({ token }) => token));
    theirs.forEach(({ score }, rank) => expect(score).toBeCloseTo(ours[rank]?.score ?? NaN, 4));
    // Rounded matrices: the same word, with nearly the same certainty.
    const [rounded] = await guesses("q8");
    expect(rounded?.score).toBeCloseTo(ours[0]?.score ?? NaN, 1);
    await page.close();
  });
});
