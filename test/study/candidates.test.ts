import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { adaptRequirements } from "../../src/study/adapt.ts";
import type { Architecture } from "../../src/study/architecture.ts";
import { withCandidates } from "../../src/study/candidates.ts";
import { checkRequirements, parseRequirements } from "../../src/study/check.ts";
import { knownMetrics } from "../../src/study/known-metrics.ts";
import { candidatesLimit, defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import { requirementsWith, teacher } from "../suites/studies.ts";

const first: Architecture = {
  numHiddenLayers: 2,
  hiddenSize: 128,
  intraBottleneckSize: 32,
  numAttentionHeads: 4,
  intermediateSize: 64,
  numFeedforwardNetworks: 1,
};

function refusal(candidates: Architecture[], changes: Partial<Requirements> = {}) {
  try {
    checkRequirements(requirementsWith({ ...changes, candidates }), teacher);
  } catch (thrown) {
    if (thrown instanceof Refused) return { message: thrown.message, field: thrown.field };
    throw thrown;
  }
  throw new Error("was not refused");
}

describe("candidates", () => {
  it("are accepted from anywhere in the design space", () => {
    const wanted = requirementsWith({ candidates: [first, { ...first, hiddenSize: 192 }] });
    expect(parseRequirements(JSON.parse(JSON.stringify(wanted)), teacher)).toEqual(wanted);
  });

  it("are refused outside of it, with the value", () => {
    expect(refusal([first, { ...first, hiddenSize: 96 }])).toEqual({
      message: "candidate 2: the design space has hidden size 128, 160, 192; add the value there to try it, got 96",
      field: "candidates.1.hiddenSize",
    });
  });

  it("are refused when they cannot be built, are there twice, or are too many", () => {
    const space = { ...defaultRequirements.space, numAttentionHeads: [1, 3] };
    expect(refusal([{ ...first, numAttentionHeads: 3 }], { space }).message).toBe(
      "candidate 1 cannot be built: intraBottleneckSize 32 is not divisible by numAttentionHeads 3",
    );
    expect(refusal([first, { ...first }]).message).toBe("candidate 2 is there already: 2-128-32-4-64-1");
    const many = Array.from({ length: candidatesLimit + 1 }, () => first);
    expect(() => parseRequirements(requirementsWith({ candidates: many }))).toThrow(/candidates is wrong: .*16/);
  });

  it("are refused where they are known to break a constraint", () => {
    const { parameters } = knownMetrics(first, defaultRequirements, teacher);
    const atMost = (value: number) => ({ constraints: [{ metric: "parameters" as const, bound: "atMost" as const, value }] });
    expect(() => checkRequirements(requirementsWith({ ...atMost(parameters), candidates: [first] }), teacher)).not.toThrow();
    const larger = { ...first, intermediateSize: 128 };
    // 2 layers, one network each: 64 more inner units cost 2 · 32 · 64 weights and 64 biases.
    expect(refusal([larger], atMost(parameters))).toEqual({
      message: `candidate 1 breaks the constraint Parameters at most ${parameters}, got ${parameters + 2 * 64 * 65}`,
      field: "candidates.0",
    });
  });

  it("go with a design space that is fitted to another teacher, unless it still holds them", () => {
    const widened = { ...teacher, hiddenSize: 128 };
    const kept = adaptRequirements(requirementsWith({ candidates: [first, { ...first, numHiddenLayers: 3 }] }), widened);
    expect(kept.candidates).toEqual([first, { ...first, numHiddenLayers: 3 }]);
    const narrow = adaptRequirements(kept, { ...widened, hiddenSize: 512 });
    expect(narrow.space.intraBottleneckSize).not.toContain(32);
    expect("candidates" in narrow).toBe(false);
  });

  it("leave no trace when there are none", () => {
    expect(withCandidates(requirementsWith({ candidates: [first] }), [])).toEqual(defaultRequirements);
  });
});
