import { axisTitle, type Axis, type Scale } from "./axis.ts";

/** The plot's rectangle inside the drawing, in pixels. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Props {
  readonly area: Area;
  readonly x: Axis;
  readonly y: Axis;
  readonly xScale: Scale;
  readonly yScale: Scale;
}

/** Tick labels are 12 px high digits; this is how wide one is, generously. */
export const characterWidth = 7;

const arrow = (axis: Axis, direction: "x" | "y") => {
  if (axis.better === null) return "";
  const towardsEnd = axis.better === "higher";
  if (direction === "x") return towardsEnd ? " →" : "← ";
  return towardsEnd ? "↑ " : "↓ ";
};

/** The room the y axis takes: its longest tick label. */
export function yAxisWidth(axis: Axis, scale: Scale): number {
  const longest = scale.ticks.reduce((most, tick) => Math.max(most, axis.tick(tick).length), 2);
  return 12 + longest * characterWidth;
}

/** Grid, ticks and titles with units; an arrow points to where values are better. */
export function Axes({ area, x, y, xScale, yScale }: Props) {
  const xTitle = axisTitle(x);
  const xArrow = arrow(x, "x");
  return (
    <g class="chart-axes" aria-hidden="true">
      {yScale.ticks.map((tick) => (
        <g key={`y${tick}`} transform={`translate(0 ${yScale.position(tick)})`}>
          <line class="chart-grid" x1={area.left} x2={area.right} />
          <text class="chart-tick" x={area.left - 8} dy="0.32em" text-anchor="end">
            {y.tick(tick)}
          </text>
        </g>
      ))}
      {xScale.ticks.map((tick) => (
        <g key={`x${tick}`} transform={`translate(${xScale.position(tick)} 0)`}>
          <line class="chart-grid" y1={area.top} y2={area.bottom} />
          <text class="chart-tick" y={area.bottom + 18} text-anchor="middle">
            {x.tick(tick)}
          </text>
        </g>
      ))}
      <line class="chart-axis" x1={area.left} x2={area.right} y1={area.bottom} y2={area.bottom} />
      <text class="chart-axis-title" x={0} y={14}>
        {arrow(y, "y")}
        {axisTitle(y)}
      </text>
      <text class="chart-axis-title" x={area.right} y={area.bottom + 38} text-anchor="end">
        {xArrow === "← " ? xArrow + xTitle : xTitle + xArrow}
      </text>
    </g>
  );
}
