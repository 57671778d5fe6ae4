/**
 * `npm run pretrain`: trains a BERT teacher on a text, with the page's own code, on WebAssembly in Node, and writes it
 * as a Hugging Face directory. Without options it makes the built-in teacher again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { deriveSeed } from "../../src/base/random.ts";
import { decodeText, parseCorpus, splitHeldout, tokenise } from "../../src/data/corpus.ts";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import { trainVocabulary } from "../../src/data/vocabulary.ts";
import { readSafetensors, writeSafetensors } from "../../src/formats/safetensors.ts";
import type { PretrainingOptions } from "../../src/lab/port.ts";
import { teacherDirectory } from "../../src/lab/teacher-directory.ts";
import { measureTeacher, trainTeacher } from "../../src/lab/teacher-training.ts";
import { writeAbout } from "./describe-builtin.ts";
import { startBackend } from "./node-backend.ts";

const usage = `npm run pretrain -- [options]
  --corpus FILE.txt     one sentence a line, a blank line between documents   (public/builtin/corpus.txt)
  --heldout FILE.txt    text for measuring; else some documents are set aside (public/builtin/heldout.txt)
  --vocab FILE.txt      a vocabulary, one token a line; else one is trained   (public/builtin/vocab.txt)
  --vocab-size N        size of a trained vocabulary (4096)
  --out DIR             where the teacher goes (public/builtin)
  --checkpoint FILE     written every five minutes; read first if it is there
  --steps N  --batch N  --length N  --layers N  --hidden N  --heads N  --ffn N  --rate X  --seed N`;

const builtin = "public/builtin";
const checkpointMs = 300_000;

const { values } = parseArgs({
  options: {
    corpus: { type: "string" },
    heldout: { type: "string" },
    vocab: { type: "string" },
    "vocab-size": { type: "string", default: "4096" },
    out: { type: "string" },
    checkpoint: { type: "string" },
    steps: { type: "string", default: "8000" },
    batch: { type: "string", default: "16" },
    length: { type: "string", default: "48" },
    layers: { type: "string", default: "4" },
    hidden: { type: "string", default: "128" },
    heads: { type: "string", default: "4" },
    ffn: { type: "string", default: "256" },
    rate: { type: "string", default: "1.5e-3" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const own = values.corpus !== undefined;
if (own && values.out === undefined) throw new Error("--out DIR says where the teacher of your own corpus goes");
const corpusFile = values.corpus ?? join(builtin, "corpus.txt");
const heldoutFile = values.heldout ?? (own ? undefined : join(builtin, "heldout.txt"));
const vocabFile = values.vocab ?? (own ? undefined : join(builtin, "vocab.txt"));
const out = values.out ?? builtin;

const read = (file: string) => parseCorpus(decodeText(readFileSync(file), basename(file)), basename(file));
const seed = Number(values.seed);
const documents = read(corpusFile);
const { training, heldout } = heldoutFile
  ? { training: documents, heldout: read(heldoutFile) }
  : splitHeldout(documents, seed, 0.05);
const vocab = vocabFile
  ? readFileSync(vocabFile, "utf8").trimEnd().split("\n")
  : trainVocabulary(training.flat(), Number(values["vocab-size"]));
const tokenizer = createTokenizer({ vocab, lowerCase: true });

const options: PretrainingOptions = {
  layers: Number(values.layers),
  hiddenSize: Number(values.hidden),
  heads: Number(values.heads),
  intermediateSize: Number(values.ffn),
  vocabSize: tokenizer.vocabSize,
  sequenceLength: Number(values.length),
  batchSize: Number(values.batch),
  steps: Number(values.steps),
  learningRate: Number(values.rate),
  seed,
};

await startBackend("wasm");
const identity = String(deriveSeed(0, JSON.stringify(options)));
const checkpointFile = values.checkpoint && `${values.checkpoint}.${identity}`;
const checkpoint = checkpointFile && existsSync(checkpointFile) ? readCheckpoint(checkpointFile) : null;
const run = trainTeacher(options, tokenise(training, tokenizer), tokenizer, checkpoint, () => performance.now());

const started = performance.now();
const firstStep = checkpoint?.step ?? 0;
let [shown, saved] = [started, started];
for (let done = false; !done; ) {
  const progress = await run.advance(1000);
  done = progress.done;
  const now = performance.now();
  if (done || now - shown > 20_000) {
    const msPerStep = (now - started) / Math.max(1, progress.step - firstStep);
    const eta = ((progress.steps - progress.step) * msPerStep) / 60_000;
    const loss = progress.points.at(-1)?.loss.toFixed(3) ?? "…";
    console.log(`step ${progress.step}/${progress.steps}  loss ${loss}  ${msPerStep.toFixed(0)} ms a step  ETA ${eta.toFixed(1)} min`);
    shown = now;
  }
  if (checkpointFile && !done && now - saved > checkpointMs) {
    const { step, tensors } = await run.checkpoint();
    const marked = new Map(tensors).set("checkpoint.step", { shape: [1], data: Float32Array.of(step) });
    writeFileSync(checkpointFile, writeSafetensors(marked));
    saved = now;
  }
}

const measurement = await measureTeacher(options, run, tokenise(heldout, tokenizer), tokenizer);
const weights = writeSafetensors(await run.student());
mkdirSync(out, { recursive: true });
for (const { name, bytes } of teacherDirectory(options, vocab, weights, measurement)) writeFileSync(join(out, name), bytes);
if (out === builtin) await writeAbout(out);
const percent = (value?: number) => (value === undefined ? "unknown" : `${(100 * value).toFixed(1)} %`);
console.log(
  `held-out MLM accuracy ${percent(measurement.metrics.mlmAccuracy?.value)}, NSP accuracy ${percent(measurement.metrics.nspAccuracy?.value)}; written to ${out}`,
);
run.dispose();

function readCheckpoint(file: string) {
  const tensors = new Map(readSafetensors(readFileSync(file), basename(file)));
  const step = tensors.get("checkpoint.step")?.data[0] ?? 0;
  tensors.delete("checkpoint.step");
  return { step, tensors };
}
