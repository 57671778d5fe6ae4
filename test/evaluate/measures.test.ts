import { describe, expect, it } from "vitest";
import { judgeAnswer, normalisedAnswer } from "../../src/evaluate/answers.ts";
import { accuracy, f1, matthews, pearson, spearman } from "../../src/evaluate/measures.ts";

describe("measures of sentence tasks, by hand", () => {
  // TP 2, FP 1, FN 1, TN 2.
  const labels = [1, 1, 1, 0, 0, 0];
  const predicted = [1, 1, 0, 1, 0, 0];

  it("accuracy, F1 and Matthews' correlation", () => {
    expect(accuracy(predicted, labels)).toBe(4 / 6);
    expect(f1(predicted, labels)).toBeCloseTo(2 / 3, 12); // 4 / (4 + 1 + 1)
    expect(matthews(predicted, labels)).toBeCloseTo((2 * 2 - 1 * 1) / 9, 12); // √(3 · 3 · 3 · 3)
  });

  it("are 1, −1 and 0 where all is right, all is wrong, and one class alone is guessed", () => {
    expect([matthews(labels, labels), f1(labels, labels)]).toEqual([1, 1]);
    expect(matthews(labels.map((label) => 1 - label), labels)).toBe(-1);
    expect([matthews([1, 1, 1, 1, 1, 1], labels), f1([0, 0, 0, 0, 0, 0], labels)]).toEqual([0, 0]);
  });

  it("Pearson's and Spearman's correlations", () => {
    // Deviations (−1, 0, 1) and (−2, −1, 3): 5 / √(2 · 14).
    expect(pearson([1, 2, 3], [1, 2, 6])).toBeCloseTo(5 / Math.sqrt(28), 12);
    expect(spearman([1, 2, 3], [1, 2, 6])).toBe(1);
    // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / √(4.5 · 5).
    expect(spearman([10, 20, 20, 30], [0, 1, 2, 3])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
    expect(pearson([2, 2, 2], [1, 2, 3])).toBe(0);
  });

  it("a prediction that is missing is wrong", () => {
    expect(accuracy([1], [1, 1])).toBe(0.5);
  });
});

describe("SQuAD's measures", () => {
  it("normalise as the official scripts do", () => {
    expect(normalisedAnswer("  The  Cat's an-Animal, a U.S. one! ")).toBe("cats ananimal us one");
    expect(normalisedAnswer("a b the c")).toBe("b c");
    expect(normalisedAnswer("éa théâtre")).toBe("éa théâtre");
  });

  it.each<[string, string[], number, number]>([
    ["the France.", ["France", "France (country)"], 1, 1],
    // Two of three words are right, and two of two are found: 2 · 2 / 5.
    ["in 10th century", ["10th century"], 0, 0.8],
    // The word is shared once, however often it is said.
    ["very very very", ["very good"], 0, 2 / 5],
    ["Paris", ["France"], 0, 0],
    ["", [], 1, 1],
    ["something", [], 0, 0],
    ["", ["France"], 0, 0],
    ["the", [], 1, 1],
  ])("%j against %j", (predicted, rights, exactMatch, score) => {
    const judged = judgeAnswer(predicted, rights);
    expect(judged.exactMatch).toBe(exactMatch);
    expect(judged.f1).toBeCloseTo(score, 12);
  });
});
