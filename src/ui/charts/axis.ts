import { scaleLinear, scaleLog } from "d3-scale";
import type { Format } from "./numbers.ts";

/** What a chart's axis shows and how its values are written. */
export interface Axis {
  readonly label: string;
  /** Stands behind the label: "ms", "%"; "" where values carry their own prefix or have none. */
  readonly unit: string;
  readonly scale: "linear" | "log";
  /** The direction in which people want it; null where neither is better. */
  readonly better: "lower" | "higher" | null;
  /** A value in full, with its unit: "12.3 ms". */
  readonly format: Format;
  /** A value at a tick, without its unit. */
  readonly tick: (value: number) => string;
}

/** An axis laid onto pixels. */
export interface Scale {
  readonly position: (value: number) => number;
  readonly ticks: readonly number[];
  readonly domain: readonly [number, number];
}

/** The multiples of a power of ten that carry a tick, from the sparsest choice to the densest. */
const logarithmicSteps = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]] as const;

const padded = (low: number, high: number, share: number): readonly [number, number] => {
  const margin = (high - low) * share;
  return [low - margin, high + margin];
};

/**
 * The interval that shows all values with a little air around them; a single value stands in the middle.
 * A logarithmic axis leaves values of zero and below out.
 */
export function domainOf(kind: Axis["scale"], values: readonly number[], air = 0.06): readonly [number, number] {
  const usable = values.filter((value) => Number.isFinite(value) && (kind === "linear" || value > 0));
  const low = usable.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = usable.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (low > high) return kind === "log" ? [1, 10] : [0, 1];
  if (kind === "log") {
    if (low === high) return [low / 1.5, high * 1.5];
    const [from, to] = padded(Math.log(low), Math.log(high), air);
    return [Math.exp(from), Math.exp(to)];
  }
  if (low === high) return low === 0 ? [-1, 1] : [low - Math.abs(low) / 4, high + Math.abs(high) / 4];
  return padded(low, high, air);
}

/** Round values inside a domain, about `wanted` of them: 1-2-5 steps on a log axis, evenly spaced ones otherwise. */
export function ticksOf(kind: Axis["scale"], domain: readonly [number, number], wanted: number): readonly number[] {
  const [low, high] = domain;
  const even = scaleLinear().domain([low, high]).ticks(wanted);
  if (kind === "linear") return even;
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const choices = logarithmicSteps.map((steps) =>
    decades
      .flatMap((decade) => steps.map((step) => Number((step * 10 ** decade).toPrecision(12))))
      .filter((tick) => tick >= low && tick <= high),
  );
  const fitting = choices.filter((ticks) => ticks.length >= 3 && ticks.length <= wanted + 1);
  const densest = fitting.at(-1);
  if (densest !== undefined) return densest;
  // Many decades: thin them out. Less than one: even steps read better than none.
  const plain = choices[0] ?? [];
  if (plain.length <= wanted) return even;
  const stride = Math.ceil(plain.length / wanted);
  return plain.filter((_, index) => index % stride === 0);
}

/** Lays `kind` over `domain` onto the pixels `range`; values a log axis cannot show stand at its start. */
export function createScale(
  kind: Axis["scale"],
  domain: readonly [number, number],
  range: readonly [number, number],
  wantedTicks: number,
): Scale {
  const ticks = ticksOf(kind, domain, wantedTicks);
  if (kind === "linear") {
    const linear = scaleLinear().domain([...domain]).range([...range]);
    return { position: (value) => linear(value), ticks, domain };
  }
  const log = scaleLog().domain([...domain]).range([...range]);
  return { position: (value) => (value > 0 ? log(value) : range[0]), ticks, domain };
}

/** "Latency (ms, log scale)" */
export function axisTitle(axis: Axis): string {
  const remarks = [axis.unit, axis.scale === "log" ? "log scale" : ""].filter((remark) => remark !== "");
  return remarks.length === 0 ? axis.label : `${axis.label} (${remarks.join(", ")})`;
}
