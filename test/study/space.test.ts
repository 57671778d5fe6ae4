import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { architectureKey } from "../../src/study/architecture.ts";
import { baselineArchitecture } from "../../src/study/baseline.ts";
import { knownMetrics } from "../../src/study/known-metrics.ts";
import { defaultRequirements } from "../../src/study/requirements.ts";
import { validSpace } from "../../src/study/space.ts";
import { architectures } from "../suites/space.ts";
import { templates } from "../../src/study/templates/index.ts";
import { requirementsWith, teacher } from "../suites/studies.ts";

const upTo = (count: number, step: number) => Array.from({ length: count }, (_, index) => (index + 1) * step);

describe("the valid space", () => {
  it("is the space without what cannot be built", () => {
    const requirements = requirementsWith({
      space: {
        numHiddenLayers: [1, 2],
        hiddenSize: [64],
        intraBottleneckSize: [30, 32],
        numAttentionHeads: [3, 4],
        intermediateSize: [64],
        numFeedforwardNetworks: [1],
      },
    });
    // 30 with 3 heads and 32 with 4, each with one or two layers.
    expect([...architectures(requirements)].map(architectureKey).sort()).toEqual([
      "1-64-30-3-64-1",
      "1-64-32-4-64-1",
      "2-64-30-3-64-1",
      "2-64-32-4-64-1",
    ]);
  });

  it("counts the default space: every pair of bottleneck and heads divides", () => {
    expect(validSpace(defaultRequirements).count).toBe(3 * 3 * 4 * 3 * 4 * 3);
  });

  it("lists every architecture once, all valid", () => {
    const all = [...architectures(defaultRequirements)];
    expect(new Set(all.map(architectureKey)).size).toBe(1296);
    expect(all.every((architecture) => templates.mobilebert.problem(architecture) === null)).toBe(true);
    expect(all.every((architecture) => validSpace(defaultRequirements).has(architecture))).toBe(true);
  });

  it("counts and reaches tens of billions without walking them", () => {
    const requirements = requirementsWith({
      space: {
        numHiddenLayers: upTo(48, 1),
        hiddenSize: upTo(64, 32),
        intraBottleneckSize: upTo(64, 32),
        numAttentionHeads: upTo(64, 1),
        intermediateSize: upTo(64, 64),
        numFeedforwardNetworks: upTo(16, 1),
      },
    });
    const pairs = upTo(64, 32).flatMap((size) => upTo(64, 1).filter((heads) => size % heads === 0)).length;
    const large = validSpace(requirements);
    expect(large.count).toBe(48 * 64 * 64 * 16 * pairs);
    const last = large.at(large.count - 1);
    expect(large.has(last)).toBe(true);
    expect(last).toMatchObject({
      numHiddenLayers: 48,
      hiddenSize: 2048,
      intermediateSize: 4096,
      numFeedforwardNetworks: 16,
    });
  });

  it("refuses numbers outside", () => {
    expect(() => validSpace(defaultRequirements).at(1296)).toThrow(Refused);
    expect(() => validSpace(defaultRequirements).at(-1)).toThrow(/-1$/);
    expect(() => validSpace(defaultRequirements).at(0.5)).toThrow(/0\.5$/);
  });

  it("does not hold foreign values", () => {
    const { has, at } = validSpace(defaultRequirements);
    expect(has({ ...at(0), hiddenSize: 65 })).toBe(false);
  });

  it("relies on no axis that the template does not name", () => {
    // Free axes must not change validity, or counting by corners would be wrong.
    const { problem, jointAxes } = templates.mobilebert;
    for (const architecture of architectures(defaultRequirements)) {
      const moved = {
        ...architecture,
        numHiddenLayers: 5,
        hiddenSize: 77,
        intermediateSize: 91,
        numFeedforwardNetworks: 3,
      };
      expect(problem(moved)).toBe(problem(architecture));
    }
    expect(jointAxes).toEqual(["intraBottleneckSize", "numAttentionHeads"]);
  });

  it("has its least and greatest sizes among its corners", () => {
    const sizes = [...architectures(defaultRequirements)].map((a) => knownMetrics(a, defaultRequirements, teacher));
    const corners = [...validSpace(defaultRequirements).corners()].map((a) =>
      knownMetrics(a, defaultRequirements, teacher),
    );
    for (const metric of ["parameters", "flops"] as const)
      for (const end of [Math.min, Math.max])
        expect(end(...corners.map((corner) => corner[metric]))).toBe(end(...sizes.map((size) => size[metric])));
  });
});

describe("known metrics", () => {
  it("add up by hand", () => {
    const requirements = requirementsWith({
      template: {
        name: "mobilebert",
        embeddingSize: 1,
        normalization: "no_norm",
        activation: "relu",
        trigramInput: false,
        keyQuerySharedBottleneck: false,
        useBottleneckAttention: false,
      },
      target: { batchSize: 1, sequenceLength: 8, backend: "auto" },
    });
    const ones = {
      numHiddenLayers: 1,
      hiddenSize: 1,
      intraBottleneckSize: 1,
      numAttentionHeads: 1,
      intermediateSize: 1,
      numFeedforwardNetworks: 1,
    };
    // Embeddings: 10 words + 8 positions + 2 types + weight and bias + norm 2 = 24. Layer: bottleneck (weight, bias,
    // norm) 4; query and key 4; value 2; output 4; feed-forward 2 + 1 + 3 = 6; widening 4. 24 in all.
    // Multiply-adds a token: embedding 1; bottleneck and widening 2; query and key 2; value 1; output 1;
    // feed-forward 2; scores and mixture 2 · 8.
    expect(knownMetrics(ones, requirements, { vocabSize: 10, maxPositionEmbeddings: 8 })).toEqual({
      parameters: 48,
      flops: 2 * 8 * (1 + 2 + 2 + 1 + 1 + 2 + 16),
    });
  });
});

describe("the baseline", () => {
  it("is MobileBERT's shape in the default space", () => {
    expect(architectureKey(baselineArchitecture(defaultRequirements))).toBe("4-192-48-4-192-4");
    expect(architectureKey(baselineArchitecture(defaultRequirements, 128))).toBe("4-128-32-4-128-4");
  });

  it("is MobileBERT itself where the space holds it", () => {
    const space = {
      numHiddenLayers: [12, 24],
      hiddenSize: [128, 256, 384, 512],
      intraBottleneckSize: [64, 96, 128, 160],
      numAttentionHeads: [1, 2, 3, 4],
      intermediateSize: [384, 512, 640],
      numFeedforwardNetworks: [2, 4, 6],
    };
    // 3 heads do not divide every bottleneck, but 4 divide 128.
    expect(architectureKey(baselineArchitecture(requirementsWith({ space })))).toBe("24-512-128-4-512-4");
  });

  it("moves to what can be built", () => {
    const space = {
      numHiddenLayers: [2],
      hiddenSize: [128],
      intraBottleneckSize: [30, 33, 64],
      numAttentionHeads: [4, 11],
      intermediateSize: [96, 256],
      numFeedforwardNetworks: [1, 2],
    };
    // 33 with 4 heads is nearest but does not divide; 64 with 4 (one octave) beats 33 with 11 (1.46 octaves).
    expect(architectureKey(baselineArchitecture(requirementsWith({ space })))).toBe("2-128-64-4-96-2");
  });

  it("refuses a space in which nothing can be built", () => {
    const space = { ...defaultRequirements.space, intraBottleneckSize: [32], numAttentionHeads: [3] };
    expect(() => baselineArchitecture(requirementsWith({ space }))).toThrow(Refused);
  });
});
