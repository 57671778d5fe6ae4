import { describe, expect, it } from "vitest";
import { compare, comparisonSentence, factorText } from "../../../src/ui/results/comparison.ts";
import { exactly } from "../../../src/study/measurement.ts";

const around = (value: number, halfWidth: number) => ({ value, low: value - halfWidth, high: value + halfWidth, samples: 40 });

describe("compare", () => {
  it("says factors for times and sizes, points for shares", () => {
    expect(compare("latencyMs", around(10, 0.5), around(16, 0.5))).toMatchObject({ words: "1.6× faster", verdict: "better" });
    expect(compare("latencyMs", around(16, 0.5), around(10, 0.5))).toMatchObject({ words: "1.6× slower", verdict: "worse" });
    expect(compare("mlmAccuracy", around(0.354, 0.001), around(0.35, 0.001))).toMatchObject({
      words: "0.4 points better",
      sentence: "MLM 0.4 points better",
    });
    expect(compare("parameters", exactly(1e6), exactly(3e6)).words).toBe("3.0× fewer parameters");
  });

  it("claims nothing where the intervals overlap", () => {
    expect(compare("latencyMs", around(10, 2), around(13, 2))).toMatchObject({
      words: "not distinguishable",
      sentence: "latency not distinguishable",
      verdict: "unclear",
    });
  });

  it("knows equal sizes as equal", () => {
    expect(compare("parameters", exactly(5), exactly(5))).toMatchObject({ words: "the same", verdict: "same" });
  });

  it("shows a small but certain difference as one", () => {
    expect([1.04, 1.2, 9.96, 37].map(factorText)).toEqual(["1.04", "1.2", "10", "37"]);
  });
});

describe("comparisonSentence", () => {
  const student = { metrics: { mlmAccuracy: around(0.354, 0.001), latencyMs: around(10, 0.1) }, timing: null };
  const baseline = { metrics: { mlmAccuracy: around(0.35, 0.001), latencyMs: around(16, 0.1) }, timing: null };

  it("leads with speed and speaks of the wanted metrics alone", () => {
    expect(comparisonSentence(student, baseline, ["mlmAccuracy", "latencyMs"])).toBe(
      "Against the baseline: 1.6× faster, MLM 0.4 points better.",
    );
    expect(comparisonSentence(student, baseline, ["mlmAccuracy"])).toBe("Against the baseline: MLM 0.4 points better.");
  });

  it("says so where nothing can be compared", () => {
    expect(comparisonSentence(student, { metrics: {}, timing: null }, ["latencyMs"])).toContain("No objective was measured");
  });
});
