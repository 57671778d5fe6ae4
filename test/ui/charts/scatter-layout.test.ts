import { describe, expect, it } from "vitest";
import type { MarkKind } from "../../../src/ui/charts/mark-kinds.ts";
import { layoutScatter } from "../../../src/ui/charts/scatter-layout.ts";
import type { ScatterPoint } from "../../../src/ui/charts/scatter-point.ts";
import { metricAxis } from "../../../src/ui/results/metric-axis.ts";

const [x, y] = [metricAxis("latencyMs"), metricAxis("mlmAccuracy")];
const point = (id: string, latencyMs: number, accuracy: number, mark: MarkKind, competes = true): ScatterPoint => ({
  id,
  name: id,
  mark,
  competes,
  x: { value: latencyMs, low: latencyMs * 0.9, high: latencyMs * 1.1, samples: 9 },
  y: { value: accuracy, low: accuracy - 0.01, high: accuracy + 0.01, samples: 9 },
});
const points = [
  point("fast", 1, 0.2, "front"),
  point("good", 4, 0.4, "front"),
  point("slow", 5, 0.3, "dominated"),
  point("longer", 2, 0.6, "regular", false),
];
const layout = (some: readonly ScatterPoint[], showDominated = true) =>
  layoutScatter({ x, y, points: some, references: [], showDominated }, 600, 400);

describe("layoutScatter", () => {
  it("keeps every point and its whiskers inside the plot", () => {
    const { area, xScale, yScale, placed } = layout(points);
    for (const { point: one } of placed)
      for (const value of [one.x.low, one.x.high]) {
        expect(xScale.position(value)).toBeGreaterThan(area.left);
        expect(xScale.position(value)).toBeLessThan(area.right);
      }
    for (const { point: one } of placed)
      for (const value of [one.y.low, one.y.high]) {
        expect(yScale.position(value)).toBeGreaterThan(area.top);
        expect(yScale.position(value)).toBeLessThan(area.bottom);
      }
  });

  it("runs the diagonal from corner to corner where both axes measure the same", () => {
    const same = points.map((one) => ({ ...one, y: { ...one.x, value: 2 * one.x.value, high: 2.2 * one.x.value } }));
    const content = { x, y: x, points: same, references: [], showDominated: true, diagonal: true };
    const { area, xScale, yScale } = layoutScatter(content, 600, 400);
    expect(xScale.domain).toEqual(yScale.domain);
    const along = (xScale.position(3) - area.left) / (area.right - area.left);
    expect((area.bottom - yScale.position(3)) / (area.bottom - area.top)).toBeCloseTo(along, 9);
  });

  it("draws the front over all others, through what competes alone", () => {
    const { placed, front } = layout(points);
    expect(placed.map(({ point: one }) => one.id)).toEqual(["slow", "longer", "fast", "good"]);
    expect(front.slice(1, -1)).toEqual([
      { x: 1, y: 0.2 },
      { x: 4, y: 0.2 },
      { x: 4, y: 0.4 },
    ]);
  });

  it("hides dominated points on demand, and what a log axis cannot show", () => {
    expect(layout(points, false).placed.map(({ point: one }) => one.id)).toEqual(["longer", "fast", "good"]);
    expect(layout([...points, point("broken", 0, 0.9, "front")]).placed).toHaveLength(4);
    expect(layout([]).front).toEqual([]);
  });

  it("makes room for a bound outside the points", () => {
    const references = [{ name: "at most 40 ms", axis: "x", value: 40, tone: "danger" }] as const;
    const { area, xScale } = layoutScatter({ x, y, points, references, showDominated: true }, 600, 400);
    expect(xScale.position(40)).toBeLessThan(area.right);
  });
});
