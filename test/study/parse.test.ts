import { describe, expect, it } from "vitest";
import { Refused } from "../../src/base/errors.ts";
import { estimateSchema } from "../../src/study/estimate.ts";
import { parse } from "../../src/study/parse.ts";

describe("what does not fit its schema", () => {
  it.each([
    ["NaN", 'Invalid type: Expected number, got "NaN"'],
    [Number.NaN, "Invalid type: Expected number, got NaN"],
    [Infinity, "Invalid finite, got Infinity"],
    [null, "Invalid type: Expected number, got null"],
  ])("is told with its place and its value, once: %s", (value, told) => {
    const estimate = { value, low: 1, high: 2, samples: 3 };
    expect(() => parse(estimateSchema, estimate, "study.json")).toThrow(new Refused(`study.json: value is wrong: ${told}`, "value"));
  });
});
