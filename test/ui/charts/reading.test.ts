import { describe, expect, it } from "vitest";
import { movedIndex, readAt } from "../../../src/ui/charts/line-chart.tsx";
import { bare, intervalInWords, withInterval } from "../../../src/ui/charts/numbers.ts";
import { pointInWords } from "../../../src/ui/charts/scatter-point.ts";
import { nearestPoint } from "../../../src/ui/charts/scatter-points.tsx";
import { walkAlong } from "../../../src/ui/charts/use-roving.ts";
import { metricAxis } from "../../../src/ui/results/metric-axis.ts";

const ms = (value: number) => `${value} ms`;

describe("numbers", () => {
  it("writes ticks with no more digits than they need", () => {
    expect([0, 0.05, 1.5, 200, 1500, 2_000_000].map(bare)).toEqual(["0", "0.05", "1.5", "200", "1.5 k", "2 M"]);
  });

  it("writes an interval with its unit once, and an exact value alone", () => {
    const measured = { value: 3, low: 2, high: 4, samples: 1200 };
    expect(withInterval(measured, ms)).toBe("3 ms (2–4 ms, n = 1,200)");
    expect(intervalInWords(measured, ms)).toBe("3 ms, 95 % interval 2 ms to 4 ms, 1,200 samples");
    expect(withInterval({ value: 3, low: 3, high: 3, samples: 0 }, ms)).toBe("3 ms");
  });
});

describe("reading a line chart", () => {
  const series = [
    { name: "own", tone: "accent", points: [[0, 5], [10, 4], [20, 3]] },
    { name: "other", tone: "muted", points: [[0, 9], [12, 8]] },
  ] as const;

  it("reads all series where the first has a sample, and none past its end", () => {
    expect(readAt(series, 9)).toEqual({
      x: 10,
      values: [
        { name: "own", tone: "accent", x: 10, y: 4 },
        { name: "other", tone: "muted", x: 12, y: 8 },
      ],
    });
    expect(readAt(series, 30)?.values.map(({ name }) => name)).toEqual(["own"]);
    expect(readAt([], 1)).toBeNull();
  });

  it("moves by keys and stops at the ends", () => {
    expect(movedIndex(5, "ArrowRight", 100)).toBe(6);
    expect(movedIndex(5, "PageDown", 100)).toBe(0);
    expect(movedIndex(5, "PageUp", 100)).toBe(15);
    expect(movedIndex(99, "ArrowUp", 100)).toBe(99);
    expect(movedIndex(5, "End", 100)).toBe(99);
    expect(movedIndex(5, "a", 100)).toBeNull();
  });
});

describe("reaching points", () => {
  it("walks along x with one pair of keys and along y with the other", () => {
    const walk = walkAlong([2, 0, 1], [1, 2, 0]);
    expect(walk(2, "ArrowRight")).toBe(0);
    expect(walk(2, "ArrowLeft")).toBe(2);
    expect(walk(2, "ArrowUp")).toBe(0);
    expect(walk(2, "ArrowDown")).toBe(1);
    expect([walk(0, "Home"), walk(0, "End"), walk(0, "x")]).toEqual([2, 1, null]);
  });

  it("answers the pointer with the nearest point in reach", () => {
    const placed = [{ x: 10, y: 10 }, { x: 30, y: 10 }];
    expect(nearestPoint(placed, 19, 10)).toBe(0);
    expect(nearestPoint(placed, 22, 10)).toBe(1);
    expect(nearestPoint(placed, 200, 10)).toBeNull();
  });

  it("says a point in words, with intervals and kind", () => {
    const point = {
      id: "7",
      name: "Trial 7",
      mark: "front",
      competes: true,
      x: { value: 2, low: 1.9, high: 2.2, samples: 48 },
      y: { value: 0.4, low: 0.38, high: 0.42, samples: 100 },
      note: "L2",
    } as const;
    expect(pointInWords(point, metricAxis("latencyMs"), metricAxis("mlmAccuracy"))).toBe(
      "Trial 7 (on the front); Latency 2.00 ms, 95 % interval 1.90 ms to 2.20 ms, 48 samples; " +
        "MLM accuracy 40.0 %, 95 % interval 38.0 % to 42.0 %, 100 samples; L2",
    );
  });
});
