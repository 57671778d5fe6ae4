/**
 * Downstream tasks, by which students are judged besides their pretraining: GLUE's nine (arXiv 1804.07461), SQuAD
 * (arXiv 1606.05250, 1806.03822), and sentence classification of a person's own. A task's score is the mean of its
 * official measures, as GLUE's own average takes it. Labels are in the order of their ids on the hub.
 */

/** What is computed from predictions; all of them at most 1, and better the higher. */
export const measures = {
  accuracy: "accuracy",
  mismatchedAccuracy: "accuracy on other genres",
  f1: "F1",
  matthews: "Matthews correlation",
  pearson: "Pearson correlation",
  spearman: "Spearman correlation",
  exactMatch: "exact match",
} as const;
export type Measure = keyof typeof measures;
export const measureNames = Object.keys(measures) as readonly Measure[];

export interface DownstreamFacts {
  readonly label: string;
  /** One of several classes, a number, or a span of the text as the answer to a question. */
  readonly predicts: "class" | "number" | "span";
  /** Names of the classes; null where the file says. */
  readonly labels: readonly string[] | null;
  /** Their mean is the score. */
  readonly scoredBy: readonly Measure[];
  /** Told besides. */
  readonly besides: readonly Measure[];
  readonly explanation: string;
}

const entailment = ["entailment", "not_entailment"];

export const downstream = {
  cola: { label: "CoLA", predicts: "class", labels: ["unacceptable", "acceptable"], scoredBy: ["matthews"], besides: ["accuracy"], explanation: "Is the sentence good English?" },
  sst2: { label: "SST-2", predicts: "class", labels: ["negative", "positive"], scoredBy: ["accuracy"], besides: [], explanation: "Does the film's critic like it?" },
  mrpc: { label: "MRPC", predicts: "class", labels: ["not_equivalent", "equivalent"], scoredBy: ["accuracy", "f1"], besides: [], explanation: "Do two sentences of the news say the same?" },
  stsb: { label: "STS-B", predicts: "number", labels: [], scoredBy: ["pearson", "spearman"], besides: [], explanation: "How alike are two sentences, from 0 to 5?" },
  qqp: { label: "QQP", predicts: "class", labels: ["not_duplicate", "duplicate"], scoredBy: ["accuracy", "f1"], besides: [], explanation: "Do two questions ask the same?" },
  mnli: { label: "MNLI", predicts: "class", labels: ["entailment", "neutral", "contradiction"], scoredBy: ["accuracy", "mismatchedAccuracy"], besides: [], explanation: "Does the second sentence follow from the first, contradict it, or neither?" },
  qnli: { label: "QNLI", predicts: "class", labels: entailment, scoredBy: ["accuracy"], besides: [], explanation: "Does the sentence answer the question?" },
  rte: { label: "RTE", predicts: "class", labels: entailment, scoredBy: ["accuracy"], besides: [], explanation: "Does the second sentence follow from the first?" },
  wnli: { label: "WNLI", predicts: "class", labels: ["not_entailment", "entailment"], scoredBy: ["accuracy"], besides: [], explanation: "Is the pronoun replaced by what it stands for?" },
  squad: { label: "SQuAD", predicts: "span", labels: [], scoredBy: ["f1"], besides: ["exactMatch"], explanation: "Which part of the text answers the question, if any does?" },
  classification: { label: "Own classification", predicts: "class", labels: null, scoredBy: ["accuracy"], besides: [], explanation: "Which of your labels fits the text?" },
} as const satisfies Record<string, DownstreamFacts>;

export type DownstreamName = keyof typeof downstream;
export const downstreamNames = Object.keys(downstream) as readonly DownstreamName[];

/** What all that look a task up read. */
export const downstreamFacts = (name: DownstreamName): DownstreamFacts => downstream[name];

export type Measured = Readonly<Partial<Record<Measure, number>>>;

/** The mean of the task's official measures, of those that were taken: not everybody has MNLI's other genres. */
export function scoreOf(name: DownstreamName, measured: Measured): number {
  const taken = downstreamFacts(name).scoredBy.flatMap((measure) => measured[measure] ?? []);
  return taken.reduce((sum, value) => sum + value, 0) / taken.length;
}
