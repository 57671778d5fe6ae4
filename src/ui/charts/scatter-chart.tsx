import { useId, useMemo, useState } from "preact/hooks";
import type { Estimate } from "../../study/measurement.ts";
import { createScale, domainOf, type Axis } from "./axis.ts";
import { Axes, yAxisWidth, type Area } from "./axes.tsx";
import { ChartFrame } from "./chart-frame.tsx";
import { frontOf, staircase } from "./front.ts";
import { markKinds, markNames, type MarkKind, type Tone } from "./mark-kinds.ts";
import { LineSwatch, MarkSwatch } from "./marks.tsx";
import { withInterval } from "./numbers.ts";
import { pointInWords, type ScatterPoint } from "./scatter-point.ts";
import { ScatterPoints } from "./scatter-points.tsx";
import { useWidth } from "./use-width.ts";

/** A value drawn as a line across the plot: a constraint's bound, the teacher where only one of its metrics is known. */
export interface ReferenceLine {
  readonly name: string;
  readonly axis: "x" | "y";
  readonly value: number;
  readonly tone: Tone;
}

export interface ScatterChartProps {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly ScatterPoint[];
  readonly references?: readonly ReferenceLine[];
  readonly selected?: string | null;
  readonly onSelect?: (id: string) => void;
  readonly height?: number;
}

const noReferences: readonly ReferenceLine[] = [];

/** What is drawn over what: the front lies on top. */
const layers: readonly MarkKind[] = ["infeasible", "dominated", "candidate", "running", "regular", "baseline", "front"];
const layerOf = (mark: MarkKind) => layers.indexOf(mark);

export function ScatterChart(props: ScatterChartProps) {
  const { title, x, y, points, references = noReferences, selected = null, onSelect } = props;
  const [box, width] = useWidth(640);
  const [showDominated, setShowDominated] = useState(true);
  const [active, setActive] = useState<number | null>(null);
  const dominatedSwitch = useId();
  const height = props.height ?? Math.round(Math.min(440, Math.max(280, width * 0.6)));

  const visible = useMemo(() => {
    const drawable = (value: number, axis: Axis) => Number.isFinite(value) && (axis.scale === "linear" || value > 0);
    return points
      .filter((point) => drawable(point.x.value, x) && drawable(point.y.value, y))
      .filter((point) => showDominated || point.mark !== "dominated")
      .sort((one, other) => layerOf(one.mark) - layerOf(other.mark));
  }, [points, x, y, showDominated]);

  const spread = (estimate: Estimate) => [estimate.low, estimate.value, estimate.high];
  const lines = (axis: "x" | "y") => references.filter((line) => line.axis === axis).map((line) => line.value);
  const xDomain = domainOf(x.scale, [...visible.flatMap((point) => spread(point.x)), ...lines("x")]);
  const yDomain = domainOf(y.scale, [...visible.flatMap((point) => spread(point.y)), ...lines("y")]);

  const vertical = { top: 30, bottom: height - 46 };
  const yScale = createScale(y.scale, yDomain, [vertical.bottom, vertical.top], Math.round(height / 60));
  const area: Area = { ...vertical, left: yAxisWidth(y, yScale), right: width - 12 };
  const xScale = createScale(x.scale, xDomain, [area.left, area.right], Math.max(3, Math.round(width / 90)));

  const corners =
    x.better === null || y.better === null
      ? []
      : staircase(
          frontOf(
            points
              .filter((point) => point.competes)
              .map((point) => ({ x: point.x.value, y: point.y.value }))
              .filter((point) => (x.scale === "linear" || point.x > 0) && (y.scale === "linear" || point.y > 0)),
            x.better,
            y.better,
          ),
          { x: x.better === "lower" ? xDomain[1] : xDomain[0], y: y.better === "lower" ? yDomain[1] : yDomain[0] },
        );

  const placed = visible.map((point) => ({ point, x: xScale.position(point.x.value), y: yScale.position(point.y.value) }));
  const pointed = active === null ? undefined : placed[active];
  const marks = markKinds.filter((kind) => points.some((point) => point.mark === kind));

  return (
    <ChartFrame
      title={title}
      box={box}
      controls={
        points.some((point) => point.mark === "dominated") && (
          <label class="chart-switch" for={dominatedSwitch}>
            <input
              id={dominatedSwitch}
              type="checkbox"
              checked={showDominated}
              onChange={(event) => setShowDominated(event.currentTarget.checked)}
            />
            Dominated trials
          </label>
        )
      }
      legend={[
        ...marks.map((kind) => ({ name: markNames[kind], swatch: <MarkSwatch kind={kind} /> })),
        ...references.map((line) => ({ name: line.name, swatch: <LineSwatch tone={line.tone} /> })),
      ]}
      readout={
        pointed && (
          <>
            <strong>{pointed.point.name}</strong> {x.label} {withInterval(pointed.point.x, x.format)} · {y.label}{" "}
            {withInterval(pointed.point.y, y.format)}
            {pointed.point.note !== undefined && <span class="chart-hint"> · {pointed.point.note}</span>}
          </>
        )
      }
      long
      hint={onSelect === undefined ? "Point at a trial to read it." : "Point at a trial to read it; press it to see it whole."}
      table={{
        head: ["Trial", "Kind", axisTitleOf(x), axisTitleOf(y)],
        rows: () =>
          points.map((point) => [
            point.name,
            markNames[point.mark],
            withInterval(point.x, x.format),
            withInterval(point.y, y.format),
          ]),
      }}
    >
      <svg class="chart-svg" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="group" aria-label={title}>
        <Axes area={area} x={x} y={y} xScale={xScale} yScale={yScale} />
        <g aria-hidden="true">
          {references.map((line) => {
            const at = line.axis === "x" ? xScale.position(line.value) : yScale.position(line.value);
            return line.axis === "x" ? (
              <line key={line.name} class={`chart-reference tone-${line.tone}`} x1={at} x2={at} y1={area.top} y2={area.bottom} />
            ) : (
              <line key={line.name} class={`chart-reference tone-${line.tone}`} y1={at} y2={at} x1={area.left} x2={area.right} />
            );
          })}
          {corners.length > 0 && (
            <polyline
              class="chart-front"
              points={corners.map((corner) => `${xScale.position(corner.x)},${yScale.position(corner.y)}`).join(" ")}
            />
          )}
          {placed.map(({ point, x: left, y: top }) => (
            <g key={point.id} class={`whiskers whiskers-${point.mark}`}>
              {point.x.high > point.x.low && (
                <line x1={xScale.position(point.x.low)} x2={xScale.position(point.x.high)} y1={top} y2={top} />
              )}
              {point.y.high > point.y.low && (
                <line x1={left} x2={left} y1={yScale.position(point.y.low)} y2={yScale.position(point.y.high)} />
              )}
            </g>
          ))}
          {pointed && (
            <path class="chart-crosshair" d={`M${area.left} ${pointed.y} H${pointed.x} V${area.bottom}`} />
          )}
        </g>
        <ScatterPoints
          title={title}
          placed={placed}
          area={area}
          words={(point) => pointInWords(point, x, y)}
          selected={selected}
          active={active}
          onActive={setActive}
          onSelect={onSelect}
        />
      </svg>
    </ChartFrame>
  );
}

const axisTitleOf = (axis: Axis) => (axis.unit === "" ? axis.label : `${axis.label} (${axis.unit})`);
