/** A downstream task in the ids of one tokenizer, its examples cut into those to train on, to stop by and to judge by. */
import { Refused } from "../../base/errors.ts";
import { createRandom, deriveSeed } from "../../base/random.ts";
import { tokeniseQuestions, type QuestionRows } from "../../data/question-rows.ts";
import type { LabelledRows } from "../../data/task-batches.ts";
import { longestRow, rowCount, tokeniseSentences } from "../../data/token-rows.ts";
import type { Tokenizer } from "../../data/tokenizer.ts";
import { downstreamFacts, type DownstreamName } from "../../study/downstream.ts";
import type { QuestionExample, SentenceExample, TaskExamples } from "../../study/examples.ts";
import type { FineTuning } from "../../study/fine-tuning.ts";
import type { TaskHead } from "../../model/task-network.ts";

/** Rows with all that judging them takes. */
export interface JudgedRows extends LabelledRows {
  readonly questions: { readonly rows: QuestionRows; readonly examples: readonly QuestionExample[] } | null;
}

export interface PreparedTask {
  readonly task: DownstreamName;
  readonly head: TaskHead;
  readonly labels: readonly string[];
  readonly sequenceLength: number;
  readonly pad: number;
  readonly training: LabelledRows;
  /** Set aside from the training examples: they choose the step and the learning rate. */
  readonly stopping: JudgedRows;
  readonly development: JudgedRows;
  readonly mismatched: JudgedRows | null;
}

/** Of the training examples, to stop by; and where the person brought no development examples as many again. */
const asideShare = 0.1;
const mostAside = 1000;
/** Lengths are rounded up to it. */
const lengthStep = 8;

/** Every k-th, so that `count` remain. */
const evenly = <T>(items: readonly T[], count: number): readonly T[] =>
  items.length <= count ? items : Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)] as T);

/** Takes groups out, by seed, until they hold enough examples; a group is never divided, one always remains. */
function setAside<T>(items: readonly T[], groupOf: (item: T, index: number) => unknown, seed: number): readonly [aside: readonly T[], rest: readonly T[]] {
  const groups = new Map<unknown, T[]>();
  items.forEach((item, index) => {
    const key = groupOf(item, index);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  });
  const wanted = Math.min(mostAside, Math.max(1, Math.round(asideShare * items.length)));
  const aside = new Set<T>();
  for (const group of createRandom(seed).shuffled([...groups.values()]).slice(1)) {
    if (aside.size >= wanted) break;
    for (const item of group) aside.add(item);
  }
  return [items.filter((item) => aside.has(item)), items.filter((item) => !aside.has(item))];
}

interface Cut<T> {
  readonly training: readonly T[];
  readonly stopping: readonly T[];
  readonly development: readonly T[];
}

function cut<T>(training: readonly T[], development: readonly T[] | null, groupOf: (item: T, index: number) => unknown, examples: number, seed: number): Cut<T> {
  const [judged, others] = development === null ? setAside(training, groupOf, deriveSeed(seed, "development")) : [development, training];
  const [stopping, rest] = setAside(others, groupOf, deriveSeed(seed, "stopping"));
  return { training: evenly(rest, examples), stopping, development: judged };
}

/** What the networks that are compared have in common. */
export interface Reader {
  readonly tokenizer: Tokenizer;
  /** Longer sequences they do not know. */
  readonly maxPositionEmbeddings: number;
}

/**
 * @param seed of the parts that are set aside; the same for all networks that are compared
 * @throws Refused where there are too few examples
 */
export function prepareTask(task: DownstreamName, given: TaskExamples, { tokenizer, maxPositionEmbeddings }: Reader, settings: FineTuning, seed: number): PreparedTask {
  const { sequenceLength, documentStride: stride, examples } = settings;
  const mostTokens = Math.min(sequenceLength, maxPositionEmbeddings);
  const { pad } = tokenizer.special;
  const labels = given.kind === "sentences" ? given.labels : [];
  const parts =
    given.kind === "sentences"
      ? partsOf(cut(given.training, given.development, (_, index) => index, examples, seed), given.mismatched, (rows) => sentenceRows(task, rows, tokenizer, mostTokens))
      : partsOf(cut(given.training, given.development, ({ context }) => context, examples, seed), null, (rows) => questionRows(rows, tokenizer, mostTokens, stride));
  const { label } = downstreamFacts(task);
  for (const [purpose, { rows }] of Object.entries({ "to train on": parts.training, "to stop by": parts.stopping, "to judge by": parts.development })) {
    if (rowCount(rows) === 0) throw new Refused(`${label} has too few examples: none are left ${purpose}, of ${given.training.length}`, "downstream");
  }
  const longest = Math.max(...[parts.training, parts.stopping, parts.development, parts.mismatched].map((part) => (part ? longestRow(part.rows) : 0)));
  const { predicts } = downstreamFacts(task);
  const head: TaskHead = predicts === "span" ? { kind: "span" } : { kind: "sequence", outputs: predicts === "number" ? 1 : labels.length };
  return { task, head, labels, sequenceLength: Math.min(mostTokens, lengthStep * Math.ceil(longest / lengthStep)), pad, ...parts };
}

function partsOf<T>({ training, stopping, development }: Cut<T>, mismatched: readonly T[] | null, rows: (items: readonly T[]) => JudgedRows) {
  return { training: rows(training), stopping: rows(stopping), development: rows(development), mismatched: mismatched && rows(mismatched) };
}

function sentenceRows(task: DownstreamName, examples: readonly SentenceExample[], tokenizer: Tokenizer, mostTokens: number): JudgedRows {
  const labels = examples.map(({ label }) => label);
  const typed = downstreamFacts(task).predicts === "number" ? Float32Array.from(labels) : Int32Array.from(labels);
  return { rows: tokeniseSentences(examples, tokenizer, mostTokens), targets: { labels: typed }, questions: null };
}

function questionRows(examples: readonly QuestionExample[], tokenizer: Tokenizer, mostTokens: number, stride: number): JudgedRows {
  const rows = tokeniseQuestions(examples, tokenizer, { mostTokens, stride });
  return { rows, targets: { begins: rows.begins, ends: rows.ends }, questions: { rows, examples } };
}
