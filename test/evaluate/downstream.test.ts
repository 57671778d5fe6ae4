/** Official measures of stored predictions, by hand. */
import { describe, expect, it } from "vitest";
import type { QuestionRows } from "../../src/data/question-rows.ts";
import { wilsonInterval } from "../../src/base/statistics.ts";
import { scoreQuestions, scoreSentences, withMismatched } from "../../src/evaluate/downstream.ts";

const logits = (...rows: number[][]) => rows.map((row) => Float32Array.from(row));
/** TP 2, FP 1, FN 1, TN 2. */
const predicted = logits([0, 1], [-1, 2], [3, 1], [0, 5], [1, 0], [2, -2]);
const labels = [1, 1, 1, 0, 0, 0];

describe("sentences", () => {
  it("have the task's own measures, and their mean for a score", () => {
    const mrpc = scoreSentences("mrpc", predicted, labels);
    expect(mrpc.measured.accuracy).toBeCloseTo(4 / 6, 12);
    expect(mrpc.measured.f1).toBeCloseTo(4 / 6, 12);
    expect(mrpc.score.value).toBeCloseTo(4 / 6, 12);
    const cola = scoreSentences("cola", predicted, labels);
    expect(cola.measured.matthews).toBeCloseTo(1 / 3, 12);
    expect(cola.score.value).toBe(cola.measured.matthews);
    expect(cola.measured.accuracy).toBeCloseTo(4 / 6, 12);
    expect(scoreSentences("stsb", logits([1], [2], [3]), [1, 2, 6]).measured).toEqual({ pearson: expect.closeTo(5 / Math.sqrt(28), 12), spearman: 1 });
  });

  it("have Wilson's interval where the score is a share, else a bootstrap's, the same every time", () => {
    const { score } = scoreSentences("rte", predicted, labels);
    expect(score).toEqual({ value: 4 / 6, samples: 6, ...wilsonInterval(4, 6) });
    const cola = scoreSentences("cola", predicted, labels).score;
    expect(scoreSentences("cola", predicted, labels).score).toEqual(cola);
    expect([cola.low < cola.value, cola.value < cola.high]).toEqual([true, true]);
  });

  it("of MNLI are judged on both development sets", () => {
    const [matched, mismatched] = [scoreSentences("mnli", predicted, labels), scoreSentences("mnli", predicted, [1, 1, 0, 1, 0, 0])];
    const both = withMismatched("mnli", matched, mismatched);
    expect(both.measured).toEqual({ accuracy: 4 / 6, mismatchedAccuracy: 1 });
    expect(both.score.value).toBeCloseTo(5 / 6, 12);
    const half = ({ score }: typeof matched) => score.high - score.value;
    expect(both.score.high - both.score.value).toBeCloseTo(Math.hypot(half(matched), half(mismatched)) / 2, 12);
    expect(both.score.samples).toBe(12);
    expect(withMismatched("mnli", matched, null)).toBe(matched);
  });
});

describe("questions", () => {
  /** [CLS] ? [SEP] the blue cat [SEP], of two questions. */
  const context = "the blue cat";
  const rows: QuestionRows = {
    ids: new Int32Array(14),
    starts: Int32Array.of(0, 7, 14),
    firsts: Int32Array.of(3, 3),
    examples: Int32Array.of(0, 1),
    begins: Int32Array.of(4, 0),
    ends: Int32Array.of(5, 0),
    from: Int32Array.of(0, 0, 0, 0, 4, 9, 0, 0, 0, 0, 0, 4, 9, 0),
    to: Int32Array.of(0, 0, 0, 3, 8, 12, 0, 0, 0, 0, 3, 8, 12, 0),
  };
  const examples = [
    { id: "a", question: "?", context, answers: [{ text: "blue cat", start: 4 }] },
    { id: "b", question: "?", context, answers: [] },
  ];
  const span = (begin: number, end: number, none: number) => {
    const scores = new Array<number>(14).fill(0);
    [scores[0], scores[7]] = [none, none];
    [scores[begin], scores[7 + end]] = [5, 5];
    return scores;
  };

  it("are judged by exact match and F1 of the words found", () => {
    // "cat" of "blue cat": one of one found, one of two wanted, F1 2/3; and rightly no answer.
    const { measured, score } = scoreQuestions("squad", logits(span(5, 5, 1), span(3, 3, 6)), rows, examples);
    expect(measured).toEqual({ exactMatch: 0.5, f1: expect.closeTo((2 / 3 + 1) / 2, 12) });
    expect(score.value).toBe(measured.f1);
    // "the blue cat" is "blue cat" without its article; an answer where there is none counts nothing.
    expect(scoreQuestions("squad", logits(span(3, 5, 1), span(4, 4, 1)), rows, examples).measured).toEqual({ exactMatch: 0.5, f1: 0.5 });
  });
});
