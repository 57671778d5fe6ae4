import type { Estimate } from "../../study/measurement.ts";
import { yAxisWidth, type Area } from "./axes.tsx";
import { createScale, domainOf, type Axis, type Scale } from "./axis.ts";
import { frontOf, staircase, type PlanePoint } from "./front.ts";
import type { MarkKind, Tone } from "./mark-kinds.ts";
import type { ScatterPoint } from "./scatter-point.ts";

/** A value drawn as a line across the plot: a constraint's bound, the teacher where only one of its metrics is known. */
export interface ReferenceLine {
  readonly name: string;
  readonly axis: "x" | "y";
  readonly value: number;
  readonly tone: Tone;
}

export interface PlacedPoint {
  readonly point: ScatterPoint;
  readonly x: number;
  readonly y: number;
}

/** Where everything of a scatter chart stands, in pixels. */
export interface ScatterLayout {
  readonly area: Area;
  readonly xScale: Scale;
  readonly yScale: Scale;
  /** Corners of the front's staircase; empty where an axis has no better direction. */
  readonly front: readonly PlanePoint[];
  readonly placed: readonly PlacedPoint[];
}

export interface ScatterContent {
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly ScatterPoint[];
  readonly references: readonly ReferenceLine[];
  readonly showDominated: boolean;
  /** Both axes measure the same thing: they share a domain, and a diagonal shows where they agree. */
  readonly diagonal?: boolean;
}

/** What is drawn over what: the front lies on top. */
const layers: readonly MarkKind[] = ["infeasible", "dominated", "candidate", "running", "regular", "baseline", "front"];

const drawable = (value: number, axis: Axis) => Number.isFinite(value) && (axis.scale === "linear" || value > 0);
const spread = ({ low, value, high }: Estimate) => [low, value, high];

export function layoutScatter(
  { x, y, points, references, showDominated, diagonal = false }: ScatterContent,
  width: number,
  height: number,
): ScatterLayout {
  const usable = points.filter((point) => drawable(point.x.value, x) && drawable(point.y.value, y));
  const visible = usable
    .filter((point) => showDominated || point.mark !== "dominated")
    .sort((one, other) => layers.indexOf(one.mark) - layers.indexOf(other.mark));

  const lines = (axis: "x" | "y") => references.filter((line) => line.axis === axis).map(({ value }) => value);
  const across = [...visible.flatMap((point) => spread(point.x)), ...lines("x")];
  const up = [...visible.flatMap((point) => spread(point.y)), ...lines("y")];
  const xDomain = domainOf(x.scale, diagonal ? [...across, ...up] : across);
  const yDomain = domainOf(y.scale, diagonal ? [...across, ...up] : up);

  const vertical = { top: 30, bottom: height - 46 };
  const yScale = createScale(y.scale, yDomain, [vertical.bottom, vertical.top], Math.round(height / 60));
  const area: Area = { ...vertical, left: yAxisWidth(y, yScale), right: width - 12 };
  const xScale = createScale(x.scale, xDomain, [area.left, area.right], Math.max(3, Math.round(width / 90)));

  return {
    area,
    xScale,
    yScale,
    front: frontCorners(usable, x, y, xDomain, yDomain),
    placed: visible.map((point) => ({ point, x: xScale.position(point.x.value), y: yScale.position(point.y.value) })),
  };
}

type Domain = readonly [number, number];

function frontCorners(points: readonly ScatterPoint[], x: Axis, y: Axis, xDomain: Domain, yDomain: Domain) {
  if (x.better === null || y.better === null) return [];
  const competing = points.filter(({ competes }) => competes).map((point) => ({ x: point.x.value, y: point.y.value }));
  const worst = { x: x.better === "lower" ? xDomain[1] : xDomain[0], y: y.better === "lower" ? yDomain[1] : yDomain[0] };
  return staircase(frontOf(competing, x.better, y.better), worst);
}
