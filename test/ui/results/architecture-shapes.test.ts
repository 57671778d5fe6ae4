import { describe, expect, it } from "vitest";
import { architectureWords, layerDrawing, rulerLength, widestOf } from "../../../src/ui/results/architecture-shapes.ts";
import { loadingSnippet, studentArchive } from "../../../src/ui/results/snippet.ts";
import { stageStarts } from "../../../src/ui/results/trial-curve.tsx";

const architecture = {
  numHiddenLayers: 4,
  hiddenSize: 128,
  intraBottleneckSize: 32,
  numAttentionHeads: 2,
  intermediateSize: 192,
  numFeedforwardNetworks: 3,
};

describe("layerDrawing", () => {
  const { shapes, height } = layerDrawing(architecture);
  const widths = (kind: string) => shapes.filter((shape) => shape.kind === kind).map(({ topWidth, bottomWidth }) => [topWidth, bottomWidth]);

  it("draws every part as wide as it is", () => {
    expect(widths("stream")).toEqual([[128, 128], [128, 128]]);
    expect(widths("slope")).toEqual([[128, 32], [32, 128]]);
    expect(widths("attention")).toEqual([[32, 32]]);
    expect(widths("feedforward")).toEqual([[192, 192], [192, 192], [192, 192]]);
    expect(shapes.find(({ kind }) => kind === "attention")?.parts).toBe(2);
  });

  it("stacks them without gaps", () => {
    shapes.forEach((shape, index) => {
      const before = shapes[index - 1];
      expect(shape.y).toBe(before === undefined ? 0 : before.y + before.height);
    });
    const last = shapes.at(-1);
    expect(height).toBe((last?.y ?? 0) + (last?.height ?? 0));
  });

  it("says the same in words, with singulars", () => {
    expect(architectureWords({ ...architecture, numAttentionHeads: 1 })).toBe(
      "4 layers, hidden size 128; in each a bottleneck of 32 with 1 attention head and 3 feed-forward networks of 192",
    );
  });

  it("rules it with a round length", () => {
    expect(widestOf(architecture)).toBe(192);
    expect([192, 1024, 3].map(rulerLength)).toEqual([64, 256, 1]);
  });
});

it("finds where stages begin", () => {
  const curve = [0, 0, 1, 1, 2].map((stage, step) => ({ step, stage, loss: 1 }));
  expect(stageStarts(curve)).toEqual([2, 4]);
});

it("names the archive and its folder alike", () => {
  expect(studentArchive("Étude: 1/2", 7)).toEqual({ zip: "etude-1-2-trial-7.zip", folder: "etude-1-2-trial-7" });
  expect(loadingSnippet("my-folder")).toContain('folder = "my-folder"');
});
