import { useId, useMemo, useState } from "preact/hooks";
import { Axes } from "./axes.tsx";
import type { Axis } from "./axis.ts";
import { ChartFrame } from "./chart-frame.tsx";
import { markKinds, markNames } from "./mark-kinds.ts";
import { LineSwatch, MarkSwatch } from "./marks.tsx";
import { withInterval } from "./numbers.ts";
import { layoutScatter, type ReferenceLine, type ScatterLayout } from "./scatter-layout.ts";
import type { ScatterPoint } from "./scatter-point.ts";
import { ScatterPoints } from "./scatter-points.tsx";
import { useWidth } from "./use-width.ts";

export interface ScatterChartProps {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly ScatterPoint[];
  readonly references?: readonly ReferenceLine[];
  readonly selected?: string | null;
  readonly onSelect?: (id: string) => void;
  readonly height?: number;
  /** Names the line on which both axes agree; left out where they measure different things. */
  readonly diagonal?: string;
}

const noReferences: readonly ReferenceLine[] = [];

export function ScatterChart(props: ScatterChartProps) {
  const { title, x, y, points, references = noReferences, selected = null, onSelect, diagonal } = props;
  const [box, width] = useWidth(640);
  const [showDominated, setShowDominated] = useState(true);
  const [active, setActive] = useState<number | null>(null);
  const dominatedSwitch = useId();
  const height = props.height ?? Math.round(Math.min(440, Math.max(280, width * 0.6)));

  const layout = useMemo(
    () => layoutScatter({ x, y, points, references, showDominated, diagonal: diagonal !== undefined }, width, height),
    [x, y, points, references, showDominated, diagonal, width, height],
  );
  // Made once for many moves of the pointer, which change nothing in them.
  const drawing = useMemo(
    () => <Drawing layout={layout} x={x} y={y} references={references} diagonal={diagonal !== undefined} />,
    [layout, x, y, references, diagonal],
  );
  const pickable = useMemo(
    () => <ScatterPoints title={title} layout={layout} x={x} y={y} selected={selected} onActive={setActive} onSelect={onSelect} />,
    [title, layout, x, y, selected, onSelect],
  );
  const { area, placed } = layout;
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
        ...references.map((line) => ({ name: line.name, swatch: <LineSwatch tone={line.tone} of="reference" /> })),
        ...(diagonal === undefined ? [] : [{ name: diagonal, swatch: <LineSwatch tone="baseline" of="reference" /> }]),
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
        head: ["Trial", "Kind", x.label, y.label],
        rows: () =>
          points.map((point) => [
            point.name,
            markNames[point.mark],
            withInterval(point.x, x.format),
            withInterval(point.y, y.format),
          ]),
      }}
    >
      <svg
        class="chart-svg"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="group"
        aria-label={title}
        data-hit={pointed !== undefined && onSelect !== undefined}
      >
        {drawing}
        {pointed && (
          <path class="chart-crosshair" aria-hidden="true" d={`M${area.left} ${pointed.y} H${pointed.x} V${area.bottom}`} />
        )}
        {pickable}
      </svg>
    </ChartFrame>
  );
}

interface DrawingProps {
  readonly layout: ScatterLayout;
  readonly x: Axis;
  readonly y: Axis;
  readonly references: readonly ReferenceLine[];
  readonly diagonal: boolean;
}

/** Axes, reference lines, front and intervals: everything that cannot be picked. */
function Drawing({ layout, x, y, references, diagonal }: DrawingProps) {
  const { area, xScale, yScale, front, placed } = layout;
  return (
    <g aria-hidden="true">
      <Axes area={area} x={x} y={y} xScale={xScale} yScale={yScale} />
      {references.map(({ name, axis, value, tone }) =>
        axis === "x" ? (
          <path key={name} class={`chart-reference tone-${tone}`} d={`M${xScale.position(value)} ${area.top} V${area.bottom}`} />
        ) : (
          <path key={name} class={`chart-reference tone-${tone}`} d={`M${area.left} ${yScale.position(value)} H${area.right}`} />
        ),
      )}
      {diagonal && <path class="chart-reference tone-baseline" d={`M${area.left} ${area.bottom} L${area.right} ${area.top}`} />}
      {front.length > 0 && (
        <polyline class="chart-front" points={front.map((corner) => `${xScale.position(corner.x)},${yScale.position(corner.y)}`).join(" ")} />
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
    </g>
  );
}
