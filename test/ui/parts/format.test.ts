import { describe, expect, it } from "vitest";
import {
  formatAbout,
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
 
  formatInterval,
  formatMetric,
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

  it("keep both units where an interval crosses a prefix", () => {
    expect(formatInterval("peakBytes", { value: 1e6, low: 900_000, high: 1_100_000, samples: 3 })).toBe("900 kB–1.1 MB, n\u00a0=\u00a03");
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
