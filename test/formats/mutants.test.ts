/**
 * Thousands of damaged files of each format that people bring: read or refused, never a crash, a hang, or memory out of
 * proportion.
 */
import { gzipSync } from "node:zlib";
import type { ColumnSource } from "hyparquet-writer";
import { expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { createRandom, type Random } from "../../src/base/random.ts";
import { createTokenizer } from "../../src/data/tokenizer.ts";
import { readModelFiles, readTokenizer, shardsOf } from "../../src/formats/hugging-face.ts";
import { readSafetensors } from "../../src/formats/safetensors.ts";
import { readTask } from "../../src/formats/tasks/read-task.ts";
import { readText } from "../../src/formats/text/read-text.ts";
import { parseConfig } from "../../src/model/load.ts";
import type { DownstreamName } from "../../src/study/downstream.ts";
import { splitModel, wholeModel } from "../tools/hub/models.ts";
import { firstVersionParquet, parquetOf, squadSchema, zstdPage, zstdTexts } from "../tools/parquet.ts";

const mutants = 2000;
const longestMs = 1000;
const encode = (text: string) => new TextEncoder().encode(text);
const whole = wholeModel("a/b").files;
const fileOf = (name: string) => new Uint8Array(whole.get(name) ?? []);

/** Some bytes flipped, replaced by telling ones, removed, doubled, or cut off. @param ends whether headers stand at the end, too */
function mutated(original: Uint8Array, random: Random, ends: boolean): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(original);
  for (let edits = 1 + random.integer(3); edits > 0; edits--) {
    // Headers are where damage tells most.
    const near = Math.floor(random.uniform() ** 3 * bytes.length);
    const at = ends && random.uniform() < 0.5 ? bytes.length - 1 - near : near;
    const length = 1 + random.integer(8);
    const kind = random.integer(5);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
    else if (kind === 1) bytes[at] = [0, 0xff, 0x7f, 0x80, 0x22, 0x2c, 0x39, 0x5d, 0x7d][random.integer(9)] ?? 0;
    else if (kind === 2) bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + length));
    else if (kind === 3) bytes = Uint8Array.of(...bytes.subarray(0, at + length), ...bytes.subarray(at));
    else bytes = bytes.slice(0, Math.max(1, at));
  }
  return bytes;
}

const table = Array.from({ length: 12 }, (_, i) => `${i},"Text ${i}, said ""he"". And more.",x`).join("\n");
const text = (name: string, content: string): [string, Uint8Array, (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>] => [
  name,
  name.endsWith(".gz") ? gzipSync(content) : encode(content),
  (bytes) => readText(new Blob([bytes]), name),
];
const parquet = (name: string, bytes: Uint8Array): [string, Uint8Array, (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>] => [
  name,
  bytes,
  (mutant) => readText(new Blob([mutant]), name),
];
const columns: ColumnSource[] = [
  { name: "id", data: Array.from({ length: 24 }, (_, i) => i), type: "INT32" },
  { name: "text", data: Array.from({ length: 24 }, (_, i) => (i % 5 === 0 ? null : `Text ${i}. And more.`)) },
];
const task = (name: DownstreamName, file: string, content: string | Uint8Array): [string, Uint8Array, (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>] => [
  `${name}, ${file}`,
  typeof content === "string" ? encode(content) : content,
  (bytes) => readTask(name, [{ name: file, content: new Blob([bytes]) }]),
];
const lines = (line: (i: number) => string) => Array.from({ length: 12 }, (_, i) => line(i)).join("\n");
const questions = [{ id: "a", question: "Where?", answers: [{ text: "France", answer_start: 15 }] }, { id: "b", question: "When?", is_impossible: true, answers: [] }];
const articles = [{ title: "T", paragraphs: [{ context: "Normandy is in France, she said.", qas: questions }] }];
const films: ColumnSource[] = [
  { name: "sentence", data: Array.from({ length: 24 }, (_, i) => `film ${i}, so so`) },
  { name: "label", data: Array.from({ length: 24 }, (_, i) => BigInt(i % 2)), type: "INT64" },
];
const records: ColumnSource[] = [
  ...["id", "title", "context", "question"].map((name) => ({ name, data: Array.from({ length: 12 }, (_, i) => (name === "context" ? "Normandy is in France." : `${name} ${i}`)) })),
  { name: "answers", data: Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? { text: [], answer_start: [] } : { text: ["France", "in France"], answer_start: [15, 12] })) },
];
/** The other files of a model. */
const others = [{ name: "model.safetensors", bytes: fileOf("model.safetensors") }, { name: "vocab.txt", bytes: fileOf("vocab.txt") }];
const index = splitModel("a/b").files.get("model.safetensors.index.json") ?? new Uint8Array();
const tokenizerJson = encode(JSON.stringify({
  version: "1.0",
  added_tokens: [{ id: 0, content: "[PAD]", special: true }],
  normalizer: { type: "BertNormalizer", lowercase: true },
  pre_tokenizer: { type: "BertPreTokenizer" },
  model: { type: "WordPiece", unk_token: "[UNK]", vocab: { "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, the: 5, "##s": 6 } },
}));

it.each<[string, Uint8Array, (bytes: Uint8Array<ArrayBuffer>) => unknown]>([
  ["model.safetensors", fileOf("model.safetensors").subarray(0, 4000), (bytes) => readSafetensors(bytes)],
  ["model.safetensors.index.json", index, (bytes) => shardsOf({ name: "model.safetensors.index.json", bytes })],
  ["config.json", fileOf("config.json"), (bytes) => parseConfig(readModelFiles([{ name: "config.json", bytes }, ...others]).config)],
  ["vocab.txt", fileOf("vocab.txt"), (bytes) => createTokenizer(readTokenizer([{ name: "vocab.txt", bytes }])).encode("the cat")],
  ["tokenizer.json", tokenizerJson, (bytes) => createTokenizer(readTokenizer([{ name: "tokenizer.json", bytes }])).encode("the cats")],
  text("a.txt", "One sentence. And two.\nMore.\n\nNext document.\n\n = Title = \n"),
  text("a.jsonl", Array.from({ length: 12 }, (_, i) => JSON.stringify({ id: i, text: `Text ${i}. More.` })).join("\n")),
  text("a.csv", `id,text,z\n${table}`),
  text("a.tsv", `id\ttext\tz\n${table.replaceAll(",", "\t")}`),
  text("a.txt.gz", "One sentence. And two.\nMore.\n\n".repeat(20)),
  parquet("snappy.parquet", parquetOf(columns, { codec: "SNAPPY", rowGroupSize: 8, pageSize: 100 })),
  parquet("gzip.parquet", parquetOf(columns, { codec: "GZIP" })),
  parquet("zstd.parquet", parquetOf([{ name: "text", data: zstdTexts }], { codec: "ZSTD", page: zstdPage })),
  parquet("dictionary.parquet", firstVersionParquet(["Text. And more.", "Text again."], 24, [48, 1], [1, 7, 0b10101010, 0xff, 0])),
  task("sst2", "train.tsv", `sentence\tlabel\n${lines((i) => `film ${i}, "so so\t${i % 2}`)}`),
  task("cola", "train.tsv", lines((i) => `gj04\t${i % 2}\t*\tThe sailors rode ${i}.`)),
  task("stsb", "train.csv", lines((i) => `main\tMSRvid\t2012test\t${i}\t${i / 3}\tA plane.\tAn air plane.`)),
  task("mnli", "train.jsonl", lines((i) => JSON.stringify({ premise: `P ${i}.`, hypothesis: "H.", label: i % 3 }))),
  task("classification", "a.csv", `text,label\n${lines((i) => `"film ${i}, ""so so""",${i % 2 === 0 ? "good" : "bad"}`)}`),
  task("sst2", "train.parquet", parquetOf(films, { rowGroupSize: 9, pageSize: 60 })),
  task("squad", "train.parquet", parquetOf(records, { schema: squadSchema(), pageSize: 60 })),
  task("squad", "train.json", JSON.stringify({ version: "v2.0", data: articles })),
])(`${mutants} mutants of %s are read or refused`, async (name, original, read) => {
  const random = createRandom(17);
  const memory = process.memoryUsage().arrayBuffers;
  let [refused, slowest] = [0, 0];
  for (let i = 0; i < mutants; i++) {
    const bytes = mutated(original, random, name.endsWith(".parquet"));
    const start = performance.now();
    try {
      await read(bytes);
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw new Error(`mutant ${i} crashed its reader`, { cause: thrown });
      refused++;
    }
    slowest = Math.max(slowest, performance.now() - start);
  }
  expect(slowest).toBeLessThan(longestMs);
  expect(refused).toBeGreaterThan(0);
  // Four times all that was read, which the collector may not have taken away yet.
  const readBytes = mutants * (original.length + others.reduce((sum, { bytes }) => sum + bytes.length, 0));
  expect(process.memoryUsage().arrayBuffers - memory).toBeLessThan(4 * readBytes);
});
