/** Where the files of sentence tasks have their texts and labels: as GLUE distributes them, and as the hub has them. */
import type { DownstreamName } from "../../study/downstream.ts";

export type SentenceTaskName = Exclude<DownstreamName, "squad">;

export interface Layout {
  /** Names of the columns, of which the first that a file has counts. */
  readonly first: readonly string[];
  /** None where the task has single sentences. */
  readonly second: readonly string[];
  readonly label: readonly string[];
  /** Tables without a header line: how many columns at least, and which. */
  readonly bare?: { readonly columns: number; readonly first: number; readonly second: number | null; readonly label: number };
  /** Lines that the distribution itself has broken are left out, up to this share of all. */
  readonly brokenShare?: number;
}

const label = ["label"];
const pair = { first: ["sentence1"], second: ["sentence2"], label };
const usualTexts = ["text", "sentence", "content", "document", "passage", "review"];
const usualLabels = ["label", "labels", "class", "category", "target", "intent", "sentiment", "topic"];

export const layouts: Readonly<Record<SentenceTaskName, Layout>> = {
  cola: { first: ["sentence"], second: [], label, bare: { columns: 4, first: 3, second: null, label: 1 } },
  sst2: { first: ["sentence"], second: [], label },
  mrpc: { first: ["#1 String", "sentence1"], second: ["#2 String", "sentence2"], label: ["Quality", "label"] },
  // The benchmark's own files have no header; some lines name their sources behind the sentences.
  stsb: { ...pair, label: ["score", "label"], bare: { columns: 7, first: 5, second: 6, label: 4 } },
  // In GLUE's train.tsv some questions are cut by line ends.
  qqp: { first: ["question1"], second: ["question2"], label: ["is_duplicate", "label"], brokenShare: 0.001 },
  mnli: { first: ["sentence1", "premise"], second: ["sentence2", "hypothesis"], label: ["gold_label", "label"] },
  qnli: { first: ["question"], second: ["sentence"], label },
  rte: pair,
  wnli: pair,
  classification: { first: usualTexts, second: [], label: usualLabels },
};
