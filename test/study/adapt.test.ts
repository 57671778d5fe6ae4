import { describe, expect, it } from "vitest";
import { adaptRequirements } from "../../src/study/adapt.ts";
import { parseRequirements } from "../../src/study/check.ts";
import { defaultRequirements, type Requirements } from "../../src/study/requirements.ts";
import type { TeacherSummary } from "../../src/study/study.ts";

const builtinSize: TeacherSummary = {
  name: "a teacher",
  fingerprint: "0".repeat(64),
  modelType: "bert",
  vocabSize: 4096,
  hiddenSize: 128,
  numHiddenLayers: 4,
  numAttentionHeads: 4,
  maxPositionEmbeddings: 128,
  parameters: 1_400_000,
  targets: ["mlm", "nsp"],
};
const bertBase = { ...builtinSize, hiddenSize: 768, numHiddenLayers: 12, numAttentionHeads: 12, maxPositionEmbeddings: 512 };

describe("adaptRequirements", () => {
  it("leaves the built-in study as it is for a teacher of the built-in size", () => {
    expect(adaptRequirements(defaultRequirements, builtinSize)).toEqual(defaultRequirements);
  });

  it("scales the space to a larger teacher, with embeddings and inner widths no wider than MobileBERT's", () => {
    const { space, template } = adaptRequirements(defaultRequirements, bertBase);
    expect(template.embeddingSize).toBe(128);
    expect(space).toEqual({
      numHiddenLayers: [6, 9, 12],
      hiddenSize: [384, 576, 768],
      intraBottleneckSize: [128, 192, 256, 384],
      numAttentionHeads: [1, 2, 4, 12],
      intermediateSize: [256, 512, 768, 1024],
      numFeedforwardNetworks: [1, 2, 4],
    });
  });

  it("shortens sequences to the positions a teacher knows, and keeps shorter ones", () => {
    const short = adaptRequirements(defaultRequirements, { ...builtinSize, maxPositionEmbeddings: 32 });
    expect([short.schedule.sequenceLength, short.target.sequenceLength]).toEqual([32, 32]);
    const long = adaptRequirements(defaultRequirements, bertBase);
    expect([long.schedule.sequenceLength, long.target.sequenceLength]).toEqual([48, 48]);
  });

  it("asks no next-sentence accuracy of a teacher without that head", () => {
    const wanted: Requirements = {
      ...defaultRequirements,
      objectives: [
        { metric: "pretrainedAccuracy", direction: "maximise" },
        { metric: "latencyMs", direction: "minimise" },
      ],
      constraints: [
        { metric: "nspAccuracy", bound: "atLeast", value: 0.6 },
        { metric: "latencyMs", bound: "atMost", value: 20 },
      ],
    };
    const adapted = adaptRequirements(wanted, { ...builtinSize, targets: ["mlm"] });
    expect(adapted.tasks).toEqual(["mlm"]);
    expect(adapted.objectives.map(({ metric }) => metric)).toEqual(["mlmAccuracy", "latencyMs"]);
    expect(adapted.constraints.map(({ metric }) => metric)).toEqual(["latencyMs"]);
  });

  it.each([
    { hiddenSize: 3, numHiddenLayers: 1, numAttentionHeads: 3 },
    { hiddenSize: 8, numHiddenLayers: 1, numAttentionHeads: 1 },
    { hiddenSize: 32, numHiddenLayers: 5, numAttentionHeads: 4 },
    { hiddenSize: 312, numHiddenLayers: 4, numAttentionHeads: 12 },
    { hiddenSize: 512, numHiddenLayers: 24, numAttentionHeads: 4 },
    { hiddenSize: 1024, numHiddenLayers: 24, numAttentionHeads: 16 },
    { hiddenSize: 4096, numHiddenLayers: 96, numAttentionHeads: 128 },
  ])("gives requirements that can be met: $hiddenSize wide, $numHiddenLayers layers", (size) => {
    const teacher = { ...builtinSize, ...size, targets: ["mlm" as const] };
    const adapted = adaptRequirements(defaultRequirements, teacher);
    expect(parseRequirements(adapted, teacher)).toEqual(adapted);
    expect(Math.min(...adapted.space.hiddenSize)).toBeGreaterThanOrEqual(adapted.template.embeddingSize);
    expect(adapted.space.hiddenSize).toContain(Math.min(2048, size.hiddenSize));
  });
});
