/**
 * From scores of beginnings and ends to answers in words, as BERT does it (arXiv 1810.04805, sections 4.2 and 4.3).
 *
 * Notation: s, e [S] the scores of a row's tokens to begin and to end the answer. The best span of a row has the largest
 * s_i + e_j with i ≤ j < i + 30 within the context; of several windows the best counts. Where questions without an answer
 * are among the examples, none is given if the least s₀ + e₀ of all windows ([CLS]) is larger.
 */
import type { QuestionRows } from "../data/question-rows.ts";
import { rowCount } from "../data/token-rows.ts";
import type { QuestionExample } from "../study/examples.ts";

const longestAnswer = 30;

interface Found {
  readonly score: number;
  readonly text: string;
}

/** @param logits of every row: S scores of beginnings, then S of ends @returns an answer for each example, "" for none */
export function answersOf(logits: readonly Float32Array[], rows: QuestionRows, examples: readonly QuestionExample[]): readonly string[] {
  const none = examples.some(({ answers }) => answers.length === 0);
  const best = examples.map((): Found => ({ score: Number.NEGATIVE_INFINITY, text: "" }));
  const least = new Float64Array(examples.length).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < rowCount(rows); row++) {
    const [scores, example] = [logits[row], rows.examples[row] ?? 0];
    const context = examples[example]?.context;
    if (scores === undefined || context === undefined) continue;
    const found = bestSpan(scores, rows, row, context);
    if (found.score > (best[example]?.score ?? 0)) best[example] = found;
    least[example] = Math.min(least[example] ?? 0, (scores[0] ?? 0) + (scores[scores.length / 2] ?? 0));
  }
  return best.map(({ score, text }, example) => (none && (least[example] ?? 0) > score ? "" : text));
}

function bestSpan(scores: Float32Array, rows: QuestionRows, row: number, context: string): Found {
  const length = scores.length / 2;
  const [start, end] = [rows.starts[row] ?? 0, rows.starts[row + 1] ?? 0];
  const last = end - start - 1; // [SEP]
  let [score, from, to] = [Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = rows.firsts[row] ?? 0; i < last; i++) {
    for (let j = i; j < Math.min(last, i + longestAnswer); j++) {
      const sum = (scores[i] ?? 0) + (scores[length + j] ?? 0);
      if (sum > score) [score, from, to] = [sum, rows.from[start + i] ?? 0, rows.to[start + j] ?? 0];
    }
  }
  return { score, text: context.slice(from, to) };
}
