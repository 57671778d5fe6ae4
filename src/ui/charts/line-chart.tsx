import { line } from "d3-shape";
import { useMemo, useState } from "preact/hooks";
import { createScale, domainOf, type Axis } from "./axis.ts";
import { Axes, yAxisWidth, type Area } from "./axes.tsx";
import { ChartFrame } from "./chart-frame.tsx";
import { decimate, nearestIndex, type Sample } from "./decimate.ts";
import type { Tone } from "./mark-kinds.ts";
import { LineSwatch } from "./marks.tsx";
import { formatNumber } from "../parts/format.ts";
import { bare, type Format } from "./numbers.ts";
import { useWidth } from "./use-width.ts";

export interface LineSeries {
  readonly name: string;
  /** In increasing x. */
  readonly points: readonly Sample[];
  readonly tone: Tone;
}

export interface LineChartProps {
  readonly title: string;
  /** With its unit in brackets where it has one: "Training steps". */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly LineSeries[];
  readonly yLog?: boolean;
  /** The value holds until the next one; drawn as steps. */
  readonly stepped?: boolean;
  /** Where something changed, as a hairline: the stages of a training. */
  readonly dividers?: readonly number[];
  readonly yBetter?: Axis["better"];
  readonly formatX?: (value: number) => string;
  readonly formatY?: (value: number) => string;
  readonly height?: number;
}

/** Rows of the text alternative: enough to follow the line, few enough to read. */
const tableRows = 40;

/** The values of all series at the x of the leading one nearest to `x`; null if there is no sample at all. */
export function readAt(series: readonly LineSeries[], x: number) {
  const lead = series.find((one) => one.points.length > 0);
  const at = lead?.points[nearestIndex(lead.points, x)]?.[0];
  if (at === undefined) return null;
  const values = series.flatMap(({ name, points, tone }) => {
    const sample = points[nearestIndex(points, at)];
    const last = points.at(-1)?.[0] ?? at;
    const first = points[0]?.[0] ?? at;
    return sample === undefined || at < first || at > last ? [] : [{ name, tone, x: sample[0], y: sample[1] }];
  });
  return { x: at, values };
}

const steppedPath = (points: readonly Sample[]): readonly Sample[] =>
  points.flatMap(([x, y], index) => {
    const before = points[index - 1];
    return before === undefined ? [[x, y] as const] : [[x, before[1]] as const, [x, y] as const];
  });

export function LineChart(props: LineChartProps) {
  const { title, series, formatX = bare, formatY = formatNumber } = props;
  const [box, width] = useWidth(640);
  const [cursor, setCursor] = useState<number | null>(null);
  const height = props.height ?? Math.round(Math.min(280, Math.max(200, width * 0.4)));
  const x: Axis = { label: props.xLabel, unit: "", scale: "linear", better: null, format: formatX, tick: formatX };
  const y: Axis = {
    label: props.yLabel,
    unit: "",
    scale: props.yLog === true ? "log" : "linear",
    better: props.yBetter ?? null,
    format: formatY,
    tick: bare,
  };
  const yTitle: Axis = props.formatY === undefined ? y : { ...y, tick: formatY };

  const drawn = useMemo(
    () => series.map((one) => ({ ...one, points: decimate(one.points, Math.max(50, width - 60)) })),
    [series, width],
  );
  const samples = drawn.flatMap((one) => one.points);
  const xDomain = domainOf("linear", samples.map((sample) => sample[0]), 0);
  const yDomain = domainOf(y.scale, samples.map((sample) => sample[1]));
  const vertical = { top: 30, bottom: height - 46 };
  const yScale = createScale(y.scale, yDomain, [vertical.bottom, vertical.top], Math.max(3, Math.round(height / 55)));
  const area: Area = { ...vertical, left: yAxisWidth(yTitle, yScale), right: width - 12 };
  const xScale = createScale("linear", xDomain, [area.left, area.right], Math.max(3, Math.round(width / 100)));
  const path = line<Sample>()
    .defined(([, value]) => y.scale === "linear" || value > 0)
    .x(([at]) => xScale.position(at))
    .y(([, value]) => yScale.position(value));

  const reading = cursor === null ? null : readAt(series, cursor);
  const words = reading === null ? "nothing read yet" : readingInWords(reading, props.xLabel, formatX, formatY);
  const xAt = (event: PointerEvent) => {
    const plot = (event.currentTarget as SVGElement).getBoundingClientRect();
    const share = (event.clientX - plot.left) / Math.max(1, plot.width);
    return xDomain[0] + share * (xDomain[1] - xDomain[0]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const lead = series.find((one) => one.points.length > 0);
    if (lead === undefined) return;
    const next = movedIndex(nearestIndex(lead.points, cursor ?? xDomain[0]), event.key, lead.points.length);
    if (next === null) return;
    event.preventDefault();
    setCursor(lead.points[next]?.[0] ?? null);
  };

  return (
    <ChartFrame
      title={title}
      box={box}
      legend={
        series.length > 1 ? series.map(({ name, tone }) => ({ name, swatch: <LineSwatch tone={tone} /> })) : []
      }
      readout={
        reading && (
          <>
            {props.xLabel} {formatX(reading.x)}
            {reading.values.map((value) => (
              <span key={value.name}>
                {" "}
                · {value.name} <strong>{formatY(value.y)}</strong>
              </span>
            ))}
          </>
        )
      }
      hint="Point at the plot to read it."
      table={{
        head: [props.xLabel, ...series.map((one) => one.name)],
        rows: () => tableOf(series, formatX, formatY),
      }}
    >
      <svg
        class="chart-svg chart-cursor"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="slider"
        tabindex={0}
        aria-label={`Reading position: ${title}`}
        aria-valuemin={xDomain[0]}
        aria-valuemax={xDomain[1]}
        aria-valuenow={reading?.x ?? xDomain[0]}
        aria-valuetext={words}
        onKeyDown={onKeyDown}
        onBlur={() => setCursor(null)}
      >
        <Axes area={area} x={x} y={yTitle} xScale={xScale} yScale={yScale} />
        <g aria-hidden="true">
          {props.dividers?.map((at) => (
            <line
              key={at}
              class="chart-divider"
              x1={xScale.position(at)}
              x2={xScale.position(at)}
              y1={area.top}
              y2={area.bottom}
            />
          ))}
          {drawn.map((one) => (
            <path
              key={one.name}
              class={`chart-line tone-${one.tone}`}
              d={path(props.stepped === true ? [...steppedPath(one.points)] : [...one.points]) ?? ""}
            />
          ))}
          {reading && (
            <line class="chart-crosshair" x1={xScale.position(reading.x)} x2={xScale.position(reading.x)} y1={area.top} y2={area.bottom} />
          )}
          {reading?.values.map((value) => (
            <circle
              key={value.name}
              class={`chart-dot tone-${value.tone}`}
              cx={xScale.position(value.x)}
              cy={yScale.position(value.y)}
              r="4"
            />
          ))}
          <rect
            class="chart-catcher"
            x={area.left}
            y={area.top}
            width={Math.max(0, area.right - area.left)}
            height={Math.max(0, area.bottom - area.top)}
            onPointerMove={(event) => setCursor(xAt(event))}
            onPointerLeave={() => setCursor(null)}
          />
        </g>
      </svg>
    </ChartFrame>
  );
}

/** Where a key leads from one sample to another; null: the key means nothing here. Page keys leap a tenth. */
export function movedIndex(from: number, key: string, count: number): number | null {
  const leap = Math.max(1, Math.round(count / 10));
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: from + 1,
    ArrowUp: from + 1,
    ArrowLeft: from - 1,
    ArrowDown: from - 1,
    PageUp: from + leap,
    PageDown: from - leap,
    Home: 0,
    End: count - 1,
  };
  const wanted = moves[key];
  return wanted === undefined ? null : Math.min(count - 1, Math.max(0, wanted));
}

function readingInWords(reading: NonNullable<ReturnType<typeof readAt>>, xLabel: string, formatX: Format, formatY: Format) {
  return [`${xLabel} ${formatX(reading.x)}`, ...reading.values.map(({ name, y }) => `${name} ${formatY(y)}`)].join(", ");
}

function tableOf(series: readonly LineSeries[], formatX: Format, formatY: Format): readonly (readonly string[])[] {
  const longest = series.reduce<readonly Sample[]>((most, one) => (one.points.length > most.length ? one.points : most), []);
  const stride = Math.max(1, Math.ceil(longest.length / tableRows));
  return longest
    .filter((_, index) => index % stride === 0 || index === longest.length - 1)
    .map(([at]) => {
      const reading = readAt([{ name: "", points: [[at, 0]], tone: "muted" }, ...series], at);
      const cell = (name: string) => {
        const value = reading?.values.find((one) => one.name === name);
        return value === undefined ? "—" : formatY(value.y);
      };
      return [formatX(at), ...series.map((one) => cell(one.name))];
    });
}
