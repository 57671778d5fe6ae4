import { describe, expect, it } from "vitest";
import {
  formatAbout,
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
  formatEstimate,
  formatInterval,
  formatMetric,
  formatRange,
  formatShare,
} from "../../../src/ui/parts/format.ts";

describe("numbers", () => {
  it("are told with three digits and the fitting prefix", () => {
    expect([940, 999.6, 24_650, 1_925_000, 3.2e9].map(formatCount)).toEqual(["940", "1 k", "24.7 k", "1.93 M", "3.2 G"]);
    expect([0, 512, 41_300_000, 2.5e12].map(formatBytes)).toEqual(["0 B", "512 B", "41.3 MB", "2.5 TB"]);
  });

  it("never stand without their unit", () => {
    expect(formatMetric("mlmAccuracy", 0.4123)).toBe("41.2 %");
    expect(formatMetric("latencyMs", 3.14159)).toBe("3.14 ms");
    expect(formatMetric("flops", 12_400_000)).toBe("12.4 MFLOPs");
    expect(formatMetric("peakBytes", 3_200_000)).toBe("3.2 MB");
    expect(formatMetric("parameters", 1_930_000)).toBe("1.93 M");
    expect(formatShare(0.05, 0)).toBe("5 %");
  });

  it("carry interval and sample count where they were measured, and none where they are exact", () => {
    const measured = { value: 3.14, low: 3.02, high: 3.31, samples: 48 };
    expect(formatInterval("latencyMs", measured)).toBe("3.02–3.31 ms, n\u00a0=\u00a048");
    expect(formatInterval("mlmAccuracy", { value: 0.3, low: 0.28, high: 0.32, samples: 2480 })).toBe("28.0–32.0 %, n\u00a0=\u00a02,480");
  });

  it("have as many decimals as the ends of their interval: those of three digits of the value", () => {
    const told = (value: number, low: number, high: number) => [formatEstimate("latencyMs", { value, low, high }), formatRange("latencyMs", { value, low, high })];
    expect(told(1.583, 1.5, 1.66)).toEqual(["1.58 ms", "1.50–1.66 ms"]);
    expect(told(9.8, 9.61, 10.12)).toEqual(["9.80 ms", "9.61–10.12 ms"]);
    expect(told(0.0123, 0.012, 0.1)).toEqual(["0.0123 ms", "0.0120–0.1000 ms"]);
    expect(told(12_345, 12_000, 13_456)).toEqual(["12,300 ms", "12,000–13,500 ms"]);
    expect(told(0, -0.5, 2)).toEqual(["0.00 ms", "-0.50–2.00 ms"]);
  });

  it("have more decimals where the interval is narrower than three digits tell, two at most", () => {
    const range = (low: number, high: number) => formatRange("latencyMs", { value: 12.32, low, high });
    expect(range(12.31, 12.34)).toBe("12.31–12.34 ms");
    expect(range(12.31996, 12.32004)).toBe("12.320–12.320 ms");
    expect(formatEstimate("latencyMs", { value: 1.5, low: 1.5, high: 1.5 })).toBe("1.5 ms");
  });

  it("share the value's prefix with the ends of their interval", () => {
    expect(formatInterval("peakBytes", { value: 1e6, low: 900_000, high: 1_100_000, samples: 3 })).toBe("0.90–1.10 MB, n\u00a0=\u00a03");
    expect(formatRange("peakBytes", { value: 940, low: 900, high: 1100 })).toBe("900–1,100 B");
  });
});

describe("durations", () => {
  it("show their two leading units", () => {
    expect([0.4, 45, 60, 200, 599.7, 3600, 7500, 200_000].map(formatDuration)).toEqual([
      "under a second",
      "45 s",
      "1 min",
      "3 min 20 s",
      "10 min",
      "1 h",
      "2 h 5 min",
      "2.31 days",
    ]);
  });

  it("are coarse where they are estimated", () => {
    expect([1, 22, 58, 170, 5400, 9000].map(formatAbout)).toEqual([
      "about 5 seconds",
      "about 20 seconds",
      "about 1 minute",
      "about 3 minutes",
      "about 1.5 hours",
      "about 2.5 hours",
    ]);
  });
});

it("counts in words", () => {
  expect([formatCounted(1, "trial"), formatCounted(1200, "trial")]).toEqual(["1 trial", "1,200 trials"]);
});
