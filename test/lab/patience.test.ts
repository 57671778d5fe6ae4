import { expect, it } from "vitest";
import { allowedMs } from "../../src/lab/patience.ts";

it("waits longest for what may rightly take long", () => {
  expect(allowedMs("advance", null)).toBe(600_000);
  expect(allowedMs("advance", 1000)).toBe(300_000);
  expect(allowedMs("advance", 20_000)).toBe(600_000);
  expect(allowedMs("evaluate", null)).toBe(3_600_000);
  expect(allowedMs("benchmark", null)).toBe(Infinity);
  expect(allowedMs("prepare", 1)).toBe(600_000);
});
