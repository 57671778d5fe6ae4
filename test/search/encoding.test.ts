import { describe, expect, it } from "vitest";
import { axesEncoding, encode, encodedAxes, modelEncoding } from "../../src/search/encoding.ts";
import { neighbours } from "../../src/search/candidates.ts";
import { validSpace } from "../../src/study/space.ts";
import { someArchitecture, studyWith } from "../suites/studies.ts";

const space = {
  numHiddenLayers: [2],
  hiddenSize: [64, 96, 128],
  intraBottleneckSize: [32],
  numAttentionHeads: [1, 2, 3, 4],
  intermediateSize: [64],
  numFeedforwardNetworks: [1, 2, 4],
};

describe("the encoding", () => {
  const axes = encodedAxes(space);

  it("leaves out axes without a choice", () => {
    expect(axes.map(({ axis }) => axis)).toEqual(["hiddenSize", "numAttentionHeads", "numFeedforwardNetworks"]);
  });

  it("goes by value, by ratio from a ratio of four on", () => {
    const rows = encode(axesEncoding(axes), [
      { ...someArchitecture, hiddenSize: 96, numAttentionHeads: 2, numFeedforwardNetworks: 4 },
    ]);
    expect([...rows.inputs]).toEqual([0.5, 0.5, 1]);
    expect(axes.map(({ widestGap }) => widestGap)).toEqual([0.5, 0.5, 0.5]);
  });

  it("adds the known metrics, from 0 to 1 within the space", () => {
    const study = studyWith([], { space });
    const valid = validSpace(study.requirements);
    const encoding = modelEncoding(study, axes, valid);
    expect(encoding.dimensions).toBe(5);
    const all = Array.from({ length: valid.count }, (_, index) => encoding.rowOf(valid.at(index)));
    for (const column of [3, 4]) {
      const values = all.map((row) => row[column] ?? NaN);
      expect(Math.min(...values)).toBe(0);
      expect(Math.max(...values)).toBe(1);
    }
  });

  it("has neighbours one or two values away that can be built", () => {
    const study = studyWith([], { space });
    const around = neighbours(
      { ...someArchitecture, hiddenSize: 64, numAttentionHeads: 4 },
      axes,
      validSpace(study.requirements),
    );
    // Hidden 96, 128; heads 2 (3 does not divide 32); nets 2, 4; pairs: hidden 96 with nets 2, and nothing with heads 3.
    expect(
      around.map(({ hiddenSize, numAttentionHeads, numFeedforwardNetworks }) => [
        hiddenSize,
        numAttentionHeads,
        numFeedforwardNetworks,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [96, 4, 1],
        [128, 4, 1],
        [64, 2, 1],
        [64, 4, 2],
        [64, 4, 4],
        [96, 4, 2],
      ]),
    );
    expect(around).toHaveLength(6);
  });
});
