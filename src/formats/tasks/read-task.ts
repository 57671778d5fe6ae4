/** The files of a downstream task, as a person has them → its examples. */
import { Refused } from "../../base/errors.ts";
import { downstreamFacts, downstreamNames, type DownstreamName } from "../../study/downstream.ts";
import type { SentenceExample, TaskExamples } from "../../study/examples.ts";
import { shown } from "../../study/parse.ts";
import type { StreamedFile } from "../text/lines.ts";
import type { SentenceTaskName } from "./layouts.ts";
import { mostCharacters, readSentences } from "./read-sentences.ts";
import type { Row } from "./rows.ts";
import { readSquad } from "./squad.ts";

export interface TaskFile {
  /** With its folders, where they are known. */
  readonly name: string;
  readonly content: StreamedFile;
}

/** More classes are no classes. */
const mostLabels = 1000;
const score = { least: 0, most: 5 };

const baseName = (name: string) => name.replace(/^.*[/\\]/, "");

/** Which of its files is which, each with its further parts; files without labels (test.tsv) are left alone. */
interface Splits<File> {
  readonly training: readonly File[];
  readonly development: readonly File[] | null;
  readonly mismatched: readonly File[] | null;
}

/** @throws Refused naming the files there are */
export function splitsOf<File extends { readonly name: string }>(files: readonly File[]): Splits<File> {
  const readable = files.filter(({ name }) => /\.(tsv|csv|jsonl|ndjson|json|txt|parquet)(\.gz)?$/i.test(name));
  const named = (pattern: RegExp) => readable.find(({ name }) => pattern.test(baseName(name)));
  const development = /^(dev|val)|[-_.](dev|val|validation)/i;
  const training = named(/train/i) ?? (readable.length === 1 ? readable[0] : undefined);
  if (training === undefined) {
    throw new Refused(`a task needs a file of training examples (train.tsv), got ${shown(files.map(({ name }) => baseName(name)).join(", "))}`, "downstream");
  }
  const mismatched = readable.find(({ name }) => development.test(baseName(name)) && /mismatched/i.test(name));
  const other = readable.find((file) => file !== training && file !== mismatched && development.test(baseName(file.name)));
  const whole = (file: File) => partsOf(file, readable);
  return { training: whole(training), development: other ? whole(other) : null, mismatched: mismatched ? whole(mismatched) : null };
}

/** As the hub cuts large files: train-00000-of-00002.parquet. @throws Refused where some are missing */
function partsOf<File extends { readonly name: string }>(file: File, files: readonly File[]): readonly File[] {
  const place = /-\d{5}-of-(\d{5})/;
  const [, count] = place.exec(file.name) ?? [];
  if (count === undefined) return [file];
  const stem = ({ name }: File) => name.replace(place, "-of-$1");
  const parts = files.filter((other) => stem(other) === stem(file)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (parts.length !== Number(count)) throw new Refused(`${baseName(file.name)} is one of ${Number(count)} parts, pick all of them, got ${parts.length}`, "downstream");
  return parts;
}

/** By the name of its folder or file (SST-2/train.tsv, sst2_train.tsv), where that tells. */
export function guessTask(names: readonly string[]): DownstreamName {
  const path = names.join("/");
  const isNamed = (task: DownstreamName) => new RegExp(`(^|[^a-z0-9])${downstreamFacts(task).label.replace("-", "[-_]?")}($|[^a-z0-9])`, "i").test(path);
  return downstreamNames.find(isNamed) ?? (names.every((name) => /\.json(\.gz)?$/i.test(name)) ? "squad" : "classification");
}

/** @throws Refused naming file, line or row, and value */
export async function readTask(task: DownstreamName, files: readonly TaskFile[]): Promise<TaskExamples> {
  const { training, development, mismatched } = splitsOf(files);
  if (task === "squad") {
    const questions = async (files: readonly TaskFile[]) => (await readEach(files, (file) => readSquad(file.content, baseName(file.name)))).flat();
    return { kind: "questions", training: await questions(training), development: development && (await questions(development)) };
  }
  const rows = async (files: readonly TaskFile[]) =>
    (await readEach(files, (file) => readSentences(task, file.content, baseName(file.name), mostCharacters / files.length))).flatMap((read) => read.rows);
  const trainingRows = await rows(training);
  const labels = downstreamFacts(task).labels ?? labelsOf(trainingRows);
  const split = async (files: readonly TaskFile[] | null) => files && examplesOf(task, await rows(files), labels);
  return {
    kind: "sentences",
    labels: [...labels],
    training: examplesOf(task, trainingRows, labels),
    development: await split(development),
    mismatched: task === "mnli" ? await split(mismatched) : null,
  };
}

/** One after another: each may be large. */
async function readEach<Read>(files: readonly TaskFile[], read: (file: TaskFile) => Promise<Read>): Promise<Read[]> {
  const all: Read[] = [];
  for (const file of files) all.push(await read(file));
  return all;
}

/** Those of a person's own file: numbers by size, others by the alphabet. @throws Refused where they are too few or many */
function labelsOf(rows: readonly Row[]): string[] {
  const labels = [...new Set(rows.map(({ label }) => label))];
  const numeric = labels.every((label) => /^-?\d+$/.test(label));
  labels.sort(numeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
  const [file = ""] = rows[0]?.what.split(":") ?? [];
  if (labels.length < 2) throw new Refused(`${file} needs two labels at least to tell apart, got ${shown(labels.join(", "))}`, "downstream");
  if (labels.length > mostLabels) throw new Refused(`${file}: every label is a class of its own, so at most ${mostLabels} can be told apart, got ${labels.length}`, "downstream");
  return labels;
}

function examplesOf(task: SentenceTaskName, rows: readonly Row[], labels: readonly string[]): SentenceExample[] {
  const { predicts } = downstreamFacts(task);
  const ids = new Map(labels.map((label, id) => [label, id]));
  // GLUE's own tables have numbers where the hub has names.
  if (task !== "classification") labels.forEach((_, id) => ids.set(String(id), id));
  return rows.map(({ first, second, label, what }) => ({ first, second, label: predicts === "number" ? scoreIn(label, what) : labelIn(label, ids, labels, what) }));
}

function labelIn(label: string, ids: ReadonlyMap<string, number>, labels: readonly string[], what: string): number {
  const id = ids.get(label);
  if (id === undefined) throw new Refused(`${what}: the label should be one of ${shown(labels.join(", "))}, got ${shown(label)}`, "downstream");
  return id;
}

function scoreIn(label: string, what: string): number {
  const value = label.trim() === "" ? Number.NaN : Number(label);
  if (!(value >= score.least && value <= score.most)) {
    throw new Refused(`${what}: the score should be a number from ${score.least} to ${score.most}, got ${shown(label)}`, "downstream");
  }
  return value;
}
