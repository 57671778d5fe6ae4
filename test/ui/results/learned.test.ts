import { describe, expect, it } from "vitest";
import { explain } from "../../../src/search/index.ts";
import { exactly } from "../../../src/study/measurement.ts";
import type { Study } from "../../../src/study/study.ts";
import {
  axisShares,
  chanceText,
  expectedOf,
  expectations,
  gainText,
  lessonsSentence,
  measuredBefore,
  measuredBeside,
  measuredTrials,
  outcomeWords,
  remainderSentence,
  tooSure,
  trialsKey,
  trustSentence,
  worthSentence,
} from "../../../src/ui/results/learned.ts";
import { originOf } from "../../../src/ui/results/origins.ts";
import { trustPoints } from "../../../src/ui/results/trust-panel.tsx";
import { fakeDevices, fakeStudy } from "../../suites/fake-study.ts";

const study = fakeStudy({ trials: 9 });
const trialOf = (id: number, of: Study = study) => {
  const trial = of.trials.find((each) => each.id === id);
  if (trial === undefined) throw new Error(`the study has no trial ${id}`);
  return trial;
};

describe("what came of earlier studies", () => {
  it("is told metric by metric, in the page's order", () => {
    expect(lessonsSentence({})).toBe("");
    expect(
      lessonsSentence({
        peakBytes: { kind: "open" },
        latencyMs: { kind: "learned", from: "Laptop study" },
        mlmAccuracy: { kind: "refuted" },
      }),
    ).toBe(
      "MLM accuracy: the earlier study did not help; Latency: learned from “Laptop study”; " +
        "Peak memory: not known yet whether the earlier study helps.",
    );
  });
});

describe("whether going on is worth it", () => {
  const { architecture } = trialOf(1);
  const next = (gain: number | null, origin = "model") => ({ architecture, origin, predicted: {}, chance: 0.5, gain });

  it("depends on what the next trial is expected to add", () => {
    expect(worthSentence(next(0.003))).toBe("Expected to add 0.3 % to the front: little is left to gain.");
    expect(worthSentence(next(0.02))).toBe("Expected to add 2.0 % to the front: going on may still pay.");
    expect(worthSentence(next(0.41))).toBe("Expected to add 41 % to the front: going on is worth it.");
  });

  it("is not judged by a trial that is spent on learning, without a front, or without candidates", () => {
    expect(worthSentence(next(0.001, "exploration"))).toMatch(/^Expected to add 0\.1 % .* says little about what is left/);
    expect(worthSentence(next(null))).toMatch(/^No student meets the requirements yet/);
    expect(worthSentence(null)).toMatch(/nothing left to propose/);
  });

  it("rounds nothing to none or to certain", () => {
    expect([0, 0.0009, 0.05, 1.2].map(gainText)).toEqual(["under 0.1 %", "under 0.1 %", "5.0 %", "120 %"]);
    expect([0.001, 0.34, 0.999].map(chanceText)).toEqual(["under 1 %", "34 %", "over 99 %"]);
  });
});

describe("which axis matters", () => {
  it("ranks the axes and says what comes from several together", () => {
    const shares = axisShares({ numAttentionHeads: 0.1, numHiddenLayers: 0.7, hiddenSize: 0.08 });
    expect(shares.map(({ axis }) => axis)).toEqual(["numHiddenLayers", "numAttentionHeads", "hiddenSize"]);
    expect(remainderSentence(shares)).toBe("The largest share comes from layers. 12 % comes from axes acting together.");
    expect(remainderSentence(axisShares({ hiddenSize: 0.999 }))).toContain("Next to nothing");
    expect(remainderSentence(axisShares({ hiddenSize: 0 }))).toBe("The model sees no axis that matters by itself yet.");
  });
});

describe("how far to trust it", () => {
  const check = (measured: number) => ({ measured, value: 1, low: 0, high: 2 });
  const checks = (inside: number, outside: number) => [...Array<number>(inside).fill(1), ...Array<number>(outside).fill(3)].map(check);

  it("counts the values inside, and doubts the model only where chance is no excuse", () => {
    expect(trustSentence(checks(9, 1))).toBe("Measured values lay inside the 95 % interval for 9 of 10 trials.");
    expect(trustSentence(checks(7, 3))).toMatch(/7 of 10 trials\. The model is surer than it should be/);
    // 1 - 0.95^10 - 10 · 0.05 · 0.95^9 = 0.0861 and, one fewer, 0.0115.
    expect([tooSure(8, 10), tooSure(7, 10), tooSure(0, 1)]).toEqual([false, true, false]);
  });

  it("puts each trial's prediction against its measurement, with both intervals", () => {
    const explained = explain(study, 1).checks["latencyMs"] ?? [];
    const points = trustPoints(study, "latencyMs", explained);
    expect(points.map(({ name }) => name)).toEqual(["Baseline", "Trial 1", "Trial 2", "Trial 4", "Trial 5", "Trial 6", "Trial 8"]);
    expect(points[1]?.x).toEqual(trialOf(1).measurement?.metrics.latencyMs);
    expect(points[0]?.mark).toBe("baseline");
    // A study that has grown meanwhile is not the one that is shown.
    const older = trustPoints({ ...study, trials: study.trials.slice(0, 8) }, "latencyMs", explained);
    expect(older.at(-1)).toMatchObject({ name: "A newer trial", x: exactly(explained.at(-1)?.measured ?? 0) });
  });
});

describe("what was expected of a trial", () => {
  it("is told within what is possible, in the page's order", () => {
    expect(expectedOf("mlmAccuracy", { value: 0.1, low: -0.2, high: 1.3 })).toEqual({ value: 0.1, low: 0, high: 1, samples: 0 });
    const predicted = { latencyMs: { value: 3, low: 2, high: 4 }, mlmAccuracy: { value: 0.3, low: 0.2, high: 0.4 } };
    expect(expectations({ predicted, chance: null, gain: null }).map(({ metric }) => metric)).toEqual(["mlmAccuracy", "latencyMs"]);
  });

  it("claims a surprise only where the intervals are apart", () => {
    const between = (low: number, high: number, samples = 9) => ({ value: (low + high) / 2, low, high, samples });
    expect(outcomeWords("latencyMs", between(2, 4, 0), between(3, 5))).toBe("within what was expected");
    expect(outcomeWords("latencyMs", between(4, 5, 0), between(2, 3))).toBe("better than expected");
    expect(outcomeWords("mlmAccuracy", between(0.4, 0.5, 0), between(0.2, 0.3))).toBe("worse than expected");
    expect(outcomeWords("parameters", exactly(9), exactly(9))).toBe("computed, not predicted");
  });

  it("rests on what had been measured when it began, and never on another device's latency", () => {
    expect(measuredTrials(study).map(({ id }) => id)).toEqual([0, 1, 2, 4, 5, 6, 8]);
    expect(measuredBefore(study, trialOf(0))).toEqual([]);
    expect(measuredBefore(study, trialOf(4)).map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(measuredBeside(study, trialOf(4), "latencyMs")).toEqual(trialOf(4).measurement?.metrics.latencyMs);
    const moved = { ...trialOf(4), device: fakeDevices.software };
    expect(measuredBeside(study, moved, "latencyMs")).toBeNull();
    expect(measuredBeside(study, moved, "mlmAccuracy")).not.toBeNull();
  });
});

it("asks again when a trial ends, and not for a step of its curve", () => {
  const running = { ...trialOf(8), state: "running", finishedAt: null, measurement: null } as const;
  const now = { ...study, trials: [...study.trials.slice(0, 8), running] };
  expect(trialsKey({ ...now, trials: [...now.trials.slice(0, 8), { ...running, curve: [] }] })).toBe(trialsKey(now));
  expect(trialsKey(study)).not.toBe(trialsKey(now));
});

it("has words for an origin it does not know", () => {
  expect(originOf("dice")).toEqual({ short: "Suggested by dice", long: "Suggested by dice." });
});
