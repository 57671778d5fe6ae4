/** A model as Hugging Face lays it out: the files a person picked, read and checked; a student, written. */
import * as v from "valibot";
import { Refused } from "../base/errors.ts";
import type { NamedFile } from "../base/files.ts";
import type { NamedTensor, NamedTensors } from "../base/tensors.ts";
import { parse, shown } from "../study/parse.ts";
import { isRecord, parseJson } from "./json.ts";
import { onnxFileNames, precisions, type Precision } from "./onnx/precision.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

/** A tokenizer.json where there is one, the lines of vocab.txt otherwise. */
export type TokenizerFiles =
  | { readonly tokenizerJson: unknown }
  | { readonly vocab: readonly string[]; readonly lowerCase: boolean };

export interface ModelFiles {
  readonly config: Record<string, unknown>;
  readonly tensors: NamedTensors;
  readonly tokenizer: TokenizerFiles;
}

const tokenizerNames = ["tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];
/** Weights in formats that can run code or that belong to other frameworks. */
const otherWeights = /^(pytorch_model.*\.bin|.*\.(pt|pth|ckpt|h5|msgpack|gguf|onnx))$/i;
/** Names the parts of weights that are split. */
export const indexName = "model.safetensors.index.json";
const shard = /^model-\d+-of-\d+\.safetensors$/i;

/**
 * @param files names may carry folders and any case; of two files of one name the one in fewer folders counts
 * @throws Refused naming the missing file, or the wrong value in one
 */
export function readModelFiles(files: readonly NamedFile[]): ModelFiles {
  const config = readJsonObject(required(files, "config.json"));
  return { config, tensors: readWeights(files), tokenizer: readTokenizer(files) };
}

function readWeights(files: readonly NamedFile[]): NamedTensors {
  const whole = find(files, "model.safetensors");
  if (whole) return readSafetensors(whole.bytes, "model.safetensors");
  const index = find(files, indexName);
  if (!index) throw missingWeights(files);
  return readShards(files, shardsOf(index));
}

const indexSchema = v.object({ weight_map: v.record(v.string(), v.pipe(v.string(), v.regex(shard))) });

/** Which file holds which tensor. @param index `model.safetensors.index.json` @throws Refused naming its first wrong field */
export function shardsOf(index: NamedFile): ReadonlyMap<string, string> {
  return new Map(Object.entries(parse(indexSchema, readJsonObject(index), indexName).weight_map));
}

function readShards(files: readonly NamedFile[], shards: ReadonlyMap<string, string>): NamedTensors {
  const all = new Map<string, NamedTensor>();
  for (const name of new Set(shards.values())) {
    const tensors = readSafetensors(required(files, name.toLowerCase()).bytes, name);
    for (const [tensor, value] of tensors) if (shards.get(tensor) === name) all.set(tensor, value);
    for (const [tensor, wanted] of shards) {
      if (wanted === name && !tensors.has(tensor)) throw new Refused(`${name} lacks the tensor ${shown(tensor)}, which ${indexName} expects there`, tensor);
    }
  }
  return all;
}

const tokenizerConfigSchema = v.looseObject({ do_lower_case: v.optional(v.boolean(), true) });

/** The tokenizer among a model's files. @throws Refused as `readModelFiles` */
export function readTokenizer(files: readonly NamedFile[]): TokenizerFiles {
  const whole = find(files, "tokenizer.json");
  if (whole) return { tokenizerJson: readJsonObject(whole) };
  const vocabulary = find(files, "vocab.txt");
  if (!vocabulary) throw missing(files, "tokenizer.json or vocab.txt");
  const lines = textOf(vocabulary).split("\n").map((line) => line.replace(/\r$/, ""));
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) throw new Refused("vocab.txt is empty: it should have one token a line", "vocab.txt");
  const config = find(files, "tokenizer_config.json");
  const options = parse(tokenizerConfigSchema, config ? readJsonObject(config) : {}, "tokenizer_config.json");
  return { vocab: lines, lowerCase: options.do_lower_case };
}

/** Embedding tables are often padded to one of these multiples, which makes their matrices faster. */
const paddings = [8, 16, 32, 64, 128];

/**
 * Do the words the tokenizer knows fit the rows of the embedding table?
 * @throws Refused with both numbers
 */
export function checkVocabulary(tokenizerVocabSize: number, configVocabSize: number): void {
  const padded = paddings.some((multiple) => Math.ceil(tokenizerVocabSize / multiple) * multiple === configVocabSize);
  if (tokenizerVocabSize === configVocabSize || padded) return;
  throw new Refused(
    `the tokenizer and config.json belong to different models: ` +
      `the tokenizer has ${tokenizerVocabSize} tokens, config.json says vocab_size ${configVocabSize}`,
    "vocab_size",
  );
}

export interface ModelDirectory {
  /** config.json, in Hugging Face's names. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: NamedTensors;
  /** The teacher's files; those of its tokenizer are passed on. */
  readonly tokenizerFiles: readonly NamedFile[];
  /** README.md, as the hub shows it. */
  readonly card: string;
  /** The same model in ONNX, for transformers.js. */
  readonly onnx?: ReadonlyMap<Precision, Uint8Array>;
}

/** What transformers ties to the word embeddings and to `cls.predictions.bias`, and leaves out when it saves. */
const tied = ["cls.predictions.decoder.weight", "cls.predictions.decoder.bias"];

/** The files `from_pretrained` opens, with a model card. */
export function writeModelDirectory(directory: ModelDirectory): NamedFile[] {
  const { config, tensors, tokenizerFiles, card, onnx = new Map<Precision, Uint8Array>() } = directory;
  const isTied = config["tie_word_embeddings"] !== false;
  const kept = new Map([...tensors].filter(([name]) => !(isTied && tied.includes(name))));
  const sorted = Object.fromEntries(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)));
  const encode = (text: string) => new TextEncoder().encode(text);
  return [
    { name: "README.md", bytes: encode(card) },
    { name: "config.json", bytes: encode(`${JSON.stringify(sorted, null, 2)}\n`) },
    { name: "model.safetensors", bytes: writeSafetensors(kept) },
    ...tokenizerNames.flatMap((name) => {
      const file = find(tokenizerFiles, name);
      return file ? [{ name, bytes: file.bytes }] : [];
    }),
    ...precisions.flatMap((precision) => {
      const bytes = onnx.get(precision);
      return bytes ? [{ name: onnxFileNames[precision], bytes }] : [];
    }),
  ];
}

const partsOf = (name: string) => name.split(/[/\\]/);
const baseName = (name: string) => partsOf(name).at(-1) ?? name;

function find(files: readonly NamedFile[], wanted: string): NamedFile | undefined {
  const [file] = files
    .filter(({ name }) => baseName(name).toLowerCase() === wanted)
    .sort((a, b) => partsOf(a.name).length - partsOf(b.name).length);
  return file;
}

function missing(files: readonly NamedFile[], wanted: string): Refused {
  const picked = files.map(({ name }) => baseName(name)).join(", ");
  return new Refused(`${wanted} is missing; pick it together with the model's other files, got ${shown(picked || "no files")}`, wanted);
}

function missingWeights(files: readonly NamedFile[]): Refused {
  const names = files.map(({ name }) => baseName(name));
  const part = names.find((name) => shard.test(name));
  if (part !== undefined) return new Refused(`${indexName} is missing: it tells which file holds which tensor, got ${shown(part)}`, indexName);
  const other = names.find((name) => otherWeights.test(name));
  if (other === undefined) return missing(files, "model.safetensors");
  return new Refused(
    "model.safetensors is missing. Other formats are not read; look for model.safetensors among the model's files, or write it in Python: " +
      `AutoModelForPreTraining.from_pretrained(folder).save_pretrained(folder), got ${shown(other)}`,
    other,
  );
}

function required(files: readonly NamedFile[], wanted: string): NamedFile {
  const file = find(files, wanted);
  if (!file) throw missing(files, wanted);
  return file;
}

function readJsonObject(file: NamedFile): Record<string, unknown> {
  const name = baseName(file.name);
  const value = parseJson(textOf(file), name);
  if (!isRecord(value)) throw new Refused(`${name} should be a JSON object, got ${shown(value)}`, name);
  return value;
}

function textOf(file: NamedFile): string {
  const name = baseName(file.name);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
  } catch {
    throw new Refused(`${name} is no UTF-8 text`, name);
  }
}
