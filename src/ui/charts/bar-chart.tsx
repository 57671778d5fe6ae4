import { useMemo, useState } from "preact/hooks";
import type { Estimate } from "../../study/measurement.ts";
import { createScale } from "./axis.ts";
import { ChartFrame } from "./chart-frame.tsx";
import type { Tone } from "./mark-kinds.ts";
import { bare, intervalInWords, withInterval, type Format } from "./numbers.ts";
import { useRoving, walkAlong } from "./use-roving.ts";
import { useWidth } from "./use-width.ts";

export interface BarSeries {
  readonly name: string;
  readonly tone: Tone;
}

export interface BarItem {
  readonly id: string;
  readonly name: string;
  /** One for each series; null where that series has none. */
  readonly values: readonly (Estimate | null)[];
}

export interface BarChartProps {
  readonly title: string;
  /** With its unit or meaning: "Latency relative to MobileBERT". */
  readonly label: string;
  readonly series: readonly BarSeries[];
  readonly items: readonly BarItem[];
  /** What one bar stands for: "Network". */
  readonly subject: string;
  /** The direction in which people want the values; null where neither is better. */
  readonly better: "lower" | "higher" | null;
  /** A value that all bars are read against; null: none. */
  readonly reference: number | null;
  readonly format: Format;
}

const nameHeight = 20;
const barHeight = 16;
const barGap = 4;
const itemGap = 14;
/** Room for the focus ring left of names and bars. */
const inset = 6;

/** Horizontal bars from zero with 95 % intervals, a line at the reference, values written at the bars' ends. */
export function BarChart({ title, label, series, items, subject, better, reference, format }: BarChartProps) {
  const [box, width] = useWidth(640);
  const [active, setActive] = useState<number | null>(null);
  const itemHeight = nameHeight + series.length * (barHeight + barGap) + itemGap;
  const top = 44;
  const bottom = top + items.length * itemHeight;
  const height = bottom + 8;
  const most = items
    .flatMap((item) => item.values)
    .reduce((high, value) => (value === null ? high : Math.max(high, value.high)), reference ?? 0);
  const valueWidth = 64;
  const scale = createScale("linear", [0, most * 1.02], [inset, width - valueWidth], Math.max(3, Math.round(width / 110)));
  const zero = scale.position(0);
  const walk = useMemo(() => {
    const order = items.map((_, index) => index);
    return walkAlong(order, [...order].reverse());
  }, [items]);
  const roving = useRoving(items.length, walk, 0);
  const pointed = active === null ? undefined : items[active];
  const words = (item: BarItem) =>
    [
      item.name,
      ...series.map(({ name }, index) => {
        const value = item.values[index] ?? null;
        const said = value === null ? "not measured" : intervalInWords(value, format);
        return series.length > 1 ? `${name}: ${said}` : said;
      }),
    ].join("; ");

  return (
    <ChartFrame
      title={title}
      box={box}
      legend={
        series.length > 1
          ? series.map(({ name, tone }) => ({
              name,
              swatch: <rect class={`bar tone-${tone}`} x="0" y="3" width="16" height="10" />,
            }))
          : []
      }
      readout={
        pointed && (
          <>
            <strong>{pointed.name}</strong>
            {pointed.values.map((value, index) => (
              <span key={index}>
                {" "}
                · {series.length > 1 ? `${series[index]?.name ?? ""} ` : ""}
                {value === null ? "not measured" : `${withInterval(value, format)}`}
              </span>
            ))}
          </>
        )
      }
      hint="Point at a bar to read it."
      table={{
        head: [subject, ...series.map(({ name }) => (series.length > 1 ? `${label}, ${name}` : label))],
        rows: () =>
          items.map((item) => [
            item.name,
            ...series.map((_, index) => {
              const value = item.values[index] ?? null;
              return value === null ? "—" : withInterval(value, format);
            }),
          ]),
      }}
    >
      <svg class="chart-svg" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="group" aria-label={title}>
        <g class="chart-axes" aria-hidden="true">
          <text class="chart-axis-title" x={inset} y="12">
            {better === "lower" ? "← " : ""}
            {label}
            {better === "higher" ? " →" : ""}
          </text>
          {scale.ticks.map((tick) => (
            <g key={tick} transform={`translate(${scale.position(tick)} 0)`}>
              <line class="chart-grid" y1={top - 4} y2={bottom} />
              <text class="chart-tick" y={top - 9} text-anchor={tick === 0 ? "start" : "middle"}>
                {bare(tick)}
              </text>
            </g>
          ))}
          {reference !== null && (
            <path class="chart-reference tone-baseline" d={`M${scale.position(reference)} ${top - 4} V${bottom}`} />
          )}
        </g>
        <g role="list" aria-label={`Bars of: ${title}`}>
          {items.map((item, index) => {
            const attributes = roving.point(index);
            return (
              <g
                key={item.id}
                class="bar-item"
                role="listitem"
                aria-label={words(item)}
                transform={`translate(0 ${top + index * itemHeight})`}
                {...attributes}
                onFocus={() => {
                  attributes.onFocus();
                  setActive(index);
                }}
                onBlur={() => {
                  attributes.onBlur();
                  setActive(null);
                }}
                onPointerEnter={() => setActive(index)}
                onPointerLeave={() => setActive(roving.focused)}
              >
                <rect class="bar-halo" x="0" y="0" width={width} height={itemHeight - 4} rx="2" />
                <text class="bar-name" x={inset} y="15">
                  {item.name}
                </text>
                {series.map(({ name, tone }, place) => (
                  <Bar
                    key={name}
                    estimate={item.values[place] ?? null}
                    tone={tone}
                    y={nameHeight + place * (barHeight + barGap)}
                    zero={zero}
                    position={scale.position}
                    format={format}
                  />
                ))}
              </g>
            );
          })}
        </g>
      </svg>
    </ChartFrame>
  );
}

interface BarProps {
  readonly estimate: Estimate | null;
  readonly tone: Tone;
  readonly y: number;
  readonly zero: number;
  readonly position: (value: number) => number;
  readonly format: Format;
}

function Bar({ estimate, tone, y, zero, position, format }: BarProps) {
  const middle = y + barHeight / 2;
  if (estimate === null)
    return (
      <text class="bar-value" x={zero + 6} y={middle} dy="0.32em">
        not measured
      </text>
    );
  const [low, value, high] = [position(estimate.low), position(estimate.value), position(estimate.high)];
  return (
    <g aria-hidden="true">
      <rect class={`bar tone-${tone}`} x={zero} y={y} width={Math.max(1, value - zero)} height={barHeight} />
      {high > low && (
        <path class="bar-interval" d={`M${low} ${middle} H${high} M${low} ${middle - 4} v8 M${high} ${middle - 4} v8`} />
      )}
      <text class="bar-value" x={Math.max(value, high) + 8} y={middle} dy="0.32em">
        {format(estimate.value, estimate)}
      </text>
    </g>
  );
}
