import { describe, expect, it } from "vitest";
import { Refused } from "../../../src/base/errors.ts";
import { decodeBenchmark, encodeBenchmark } from "../../../src/ui/benchmark/link.ts";
import { relatives, relativeTo, withEntry, type Benchmark, type BenchmarkEntry } from "../../../src/ui/benchmark/record.ts";
import { markdownOf, rowsOf } from "../../../src/ui/benchmark/report.tsx";
import { fakeDevices } from "../../suites/fake-study.ts";

const estimate = (value: number, spread = 1.1) => ({ value, low: value / spread, high: value * spread, samples: 20 });
const entry = (name: string, flops: number, ratio: number): BenchmarkEntry => ({
  name,
  parameters: 1000,
  flops,
  latencyMs: estimate(2 * ratio),
  ratio: estimate(ratio),
  drifted: false,
});

const benchmark: Benchmark = {
  version: 1,
  device: fakeDevices.gpu,
  batchSize: 1,
  sequenceLength: 48,
  results: [entry("Small", 10, 2), entry("MobileBERT", 20, 8), entry("Large", 90, 24)],
};

describe("relative latency", () => {
  it("divides by the unit and joins both intervals in logarithms", () => {
    const relative = relatives(benchmark);
    expect(relative.get("Small")?.value).toBe(0.25);
    expect(relative.get("Large")?.value).toBe(3);
    const large = relative.get("Large");
    // Two independent factors of 1.1 each: exp(√2 · ln 1.1).
    const spread = Math.exp(Math.SQRT2 * Math.log(1.1));
    expect(large?.high).toBeCloseTo(3 * spread, 12);
    expect(large?.low).toBeCloseTo(3 / spread, 12);
  });

  it("makes the unit exactly one and says nothing without it", () => {
    const [, unit] = benchmark.results;
    if (unit === undefined) throw new Error("the fixture lost its unit");
    expect(relativeTo(unit, unit)).toMatchObject({ value: 1, low: 1, high: 1 });
    expect(relatives({ ...benchmark, results: [entry("Small", 10, 2)] }).size).toBe(0);
  });
});

describe("withEntry", () => {
  it("replaces a network timed again and keeps them small to large", () => {
    const again = withEntry(benchmark, entry("Small", 10, 5));
    expect(again.results.map(({ name, ratio }) => [name, ratio.value])).toEqual([["Small", 5], ["MobileBERT", 8], ["Large", 24]]);
    expect(withEntry(benchmark, entry("Middle", 50, 9)).results.map(({ name }) => name)[2]).toBe("Middle");
  });
});

describe("the report", () => {
  it("lays two devices side by side by name", () => {
    const other = { ...benchmark, device: fakeDevices.software, results: [entry("Tiny", 1, 1), entry("MobileBERT", 20, 7)] };
    expect(rowsOf([benchmark, other]).map(({ name, entries }) => [name, entries.map((one) => one?.ratio.value ?? null)])).toEqual([
      ["Tiny", [null, 1]],
      ["Small", [2, null]],
      ["MobileBERT", [8, 7]],
      ["Large", [24, null]],
    ]);
  });

  it("names device and batch above its Markdown table", () => {
    const text = markdownOf([benchmark]);
    expect(text).toMatch(/^AMD Radeon 780M \(rdna-3\), WebGPU; one input of 48 word pieces a pass\n\n\| Network \|/);
    expect(text.split("\n").find((line) => line.startsWith("| Small"))).toContain("4.00 ms \\(3.64–4.40 ms, n = 20\\)");
  });
});

describe("the link", () => {
  const link = encodeBenchmark(benchmark);

  it("comes back as it went, to four digits, also out of a whole address", () => {
    const read = decodeBenchmark(`  https://example.org/page/?x=1#${link.slice(1)} `);
    expect(read.device).toEqual(benchmark.device);
    expect(read.results.map(({ name, ratio }) => [name, ratio.value])).toEqual([["Small", 2], ["MobileBERT", 8], ["Large", 24]]);
    expect(read.results[0]?.ratio.low).toBe(1.818);
    expect(link).toMatch(/^#b1\.[A-Za-z0-9_-]+\.[a-z0-9]+$/);
  });

  it("refuses what is cut off, foreign, too long or of another form", () => {
    expect(() => decodeBenchmark(link.slice(0, -9))).toThrow("cut off");
    expect(() => decodeBenchmark(link.replace(/\.(.)/, (_, first) => (first === "A" ? ".B" : ".A")))).toThrow("damaged");
    expect(() => decodeBenchmark(link.replace("b1.", "b2."))).toThrow("another version");
    expect(() => decodeBenchmark("s1.abc.def")).toThrow("leads to no benchmark");
    expect(() => decodeBenchmark(`b1.${"A".repeat(40_000)}.0`)).toThrow("too long");
    const foreign = encodeBenchmark({ ...benchmark, batchSize: 0 });
    expect(() => decodeBenchmark(foreign)).toThrow(Refused);
    expect(() => decodeBenchmark(foreign)).toThrow("batchSize");
  });

  it("is not made where it could not be read again", () => {
    const bomb = { ...benchmark, results: [{ ...entry("x".repeat(2_000_000), 1, 1) }] };
    expect(() => encodeBenchmark(bomb)).toThrow("too large for a link");
  });
});
