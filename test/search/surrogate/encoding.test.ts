import { describe, expect, it } from "vitest";
import { problemOf } from "../../../src/search/of-study.ts";
import type { Axis } from "../../../src/search/space/axes.ts";
import { searchSpace } from "../../../src/search/space/space.ts";
import { axesEncoding, encode, modelEncoding } from "../../../src/search/surrogate/encoding.ts";
import { inLengthScales, kernelMatrix, matern } from "../../../src/search/surrogate/kernel.ts";
import { studyWith } from "../../suites/studies.ts";
import { kernelValue } from "./kernel-value.ts";

const hidden: Axis = { name: "hidden", kind: "ordinal", values: [64, 96, 128] };
const nets: Axis = { name: "nets", kind: "ordinal", values: [1, 2, 4] };
const only: Axis = { name: "only", kind: "ordinal", values: [32] };
const attention: Axis = { name: "attention", kind: "categorical", values: ["full", "linear", "none"] };

describe("the encoding", () => {
  it("leaves out axes without a choice and goes by value, by ratio from a ratio of four on", () => {
    const encoding = axesEncoding(searchSpace([only, hidden, nets]));
    expect(encoding.columns).toBe(2);
    expect(encoding.rowOf(Float64Array.of(32, 96, 2))).toEqual([0.5, 0.5]);
  });

  it("puts any two categories at the same distance, measured in one length scale", () => {
    const encoding = axesEncoding(searchSpace([attention, hidden]));
    expect(encoding.scaleOf).toEqual([0, 0, 0, 1]);
    const points = encode(
      encoding,
      [0, 1, 2].map((category) => Float64Array.of(category, 64)),
    );
    const scaled = inLengthScales(points, Float64Array.of(0.5, 9));
    const matrix = kernelMatrix(matern, scaled, scaled);
    for (const [row, column] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect(matrix[row * 3 + column]).toBeCloseTo(kernelValue(matern, 1 / 0.5 ** 2), 12);
  });

  it("puts an axis at rest to 0", () => {
    const space = searchSpace([
      attention,
      { name: "window", kind: "integer", low: 1, high: 9, scale: "linear", when: { axis: "attention", among: [1] } },
    ]);
    expect(axesEncoding(space).rowOf(Float64Array.of(1, 9)).at(-1)).toBe(1);
    expect(axesEncoding(space).rowOf(Float64Array.of(0, 1)).at(-1)).toBe(0);
  });

  it("adds the known metrics of a study, from 0 to 1 within the space", () => {
    const space = {
      numHiddenLayers: [2],
      hiddenSize: [64, 96, 128],
      intraBottleneckSize: [32],
      numAttentionHeads: [1, 2, 3, 4],
      intermediateSize: [64],
      numFeedforwardNetworks: [1, 2, 4],
    };
    const problem = problemOf(studyWith([], { space }));
    const encoding = modelEncoding(problem.space, problem.features);
    expect(encoding.columns).toBe(5);
    const all = (problem.space.all ?? []).map(encoding.rowOf);
    for (const column of [3, 4]) {
      const values = all.map((row) => row[column] ?? NaN);
      expect(Math.min(...values)).toBe(0);
      expect(Math.max(...values)).toBe(1);
    }
  });
});
