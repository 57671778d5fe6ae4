import { describe, expect, it } from "vitest";
import { pinnedValue, withAdded, withoutValue } from "../../../src/ui/setup/axis-values.ts";
import { defaultPretraining, pretrainingProblem } from "../../../src/ui/setup/pretraining-options.ts";
import { teacherFilesOf } from "../../../src/ui/state/files.ts";

describe("the values of an axis", () => {
  it("stay in increasing order as more are typed", () => {
    expect(withAdded("hiddenSize", [64, 128], "96, 32 256")).toEqual({ values: [32, 64, 96, 128, 256] });
    expect(withAdded("hiddenSize", [64], "96 96")).toEqual({ values: [64, 96] });
  });

  it("take nothing that the schema would refuse, and say why", () => {
    expect(withAdded("numHiddenLayers", [2], "")).toEqual({ refusal: "type a whole number" });
    expect(withAdded("numHiddenLayers", [2], "2.5")).toEqual({ refusal: 'a whole number is needed here, not "2.5"' });
    expect(withAdded("numHiddenLayers", [2], "49")).toEqual({ refusal: "from 1 to 48, not 49" });
    expect(withAdded("numHiddenLayers", [2], "0")).toEqual({ refusal: "from 1 to 48, not 0" });
    expect(withAdded("numHiddenLayers", [2], "2")).toEqual({ refusal: "there already: 2" });
  });

  it("never run out", () => {
    expect(withoutValue([64, 128], 64)).toEqual([128]);
    expect(withoutValue([128], 128)).toEqual([128]);
  });

  it("are pinned where one is left of several, until others come in from elsewhere", () => {
    expect(pinnedValue([128], [64, 128])).toBe(128);
    expect(pinnedValue([128], null)).toBeNull();
    expect(pinnedValue([64, 128], [64, 128])).toBeNull();
    expect(pinnedValue([256], [64, 128])).toBeNull();
  });
});

describe("pretraining options", () => {
  it("are sound as they are offered", () => {
    for (const key of Object.keys(defaultPretraining) as (keyof typeof defaultPretraining)[])
      expect(pretrainingProblem(defaultPretraining, key)).toBeNull();
  });

  it("are refused with the value", () => {
    expect(pretrainingProblem({ ...defaultPretraining, heads: 3 }, "heads")).toBe("must divide the hidden size 256, not 3");
    expect(pretrainingProblem({ ...defaultPretraining, learningRate: 0 }, "learningRate")).toBe("more than 0, at most 1, not 0");
    expect(pretrainingProblem({ ...defaultPretraining, steps: 1.5 }, "steps")).toBe("a whole number is needed here, not 1.5");
    expect(pretrainingProblem({ ...defaultPretraining, sequenceLength: 4 }, "sequenceLength")).toBe("from 8 to 512, not 4");
    expect(pretrainingProblem({ ...defaultPretraining, seed: Number.NaN }, "seed")).toBe("a number is needed here");
  });
});

describe("the files of a picked folder", () => {
  const picked = (...paths: string[]) => paths.map((path) => ({ path, file: new Blob(["x"]) }));

  it("are read only where a teacher may need them", () => {
    const chosen = teacherFilesOf(picked("t/config.json", "t/pytorch_model.bin", "t/model.safetensors", "t/vocab.txt"));
    expect(chosen.map(({ path }) => path)).toEqual(["t/config.json", "t/model.safetensors", "t/vocab.txt"]);
  });

  it("go on by name alone where none fits, so that the refusal can tell what was picked", () => {
    const [only] = teacherFilesOf(picked("t/pytorch_model.bin"));
    expect(only?.path).toBe("t/pytorch_model.bin");
    expect(only?.file.size).toBe(0);
  });
});
