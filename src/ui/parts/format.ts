/**
 * Numbers as a person reads them, always with their unit. English digits whatever the browser's language, because the
 * words around them are English and a screenshot must read the same everywhere.
 */
import { metrics, type MetricName } from "../../study/metrics.ts";
import type { Estimate } from "../../study/measurement.ts";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** "12,345". */
export function formatWhole(value: number): string {
  return whole.format(value);
}

/** A value and the ends of its interval: what stands beside each other has as many decimals. */
export type Spread = Pick<Estimate, "value" | "low" | "high">;

/** Three significant digits: "0.0123", "3.14", "12,300"; of a value or an end of `spread`, as many decimals as all of it. */
export function formatNumber(value: number, spread?: Spread): string {
  if (spread === undefined || spread.low === spread.high) return threeDigits.format(value);
  const decimals = decimalsOf(spread);
  const step = 10 ** -decimals;
  return withDecimals(Math.min(20, Math.max(0, decimals))).format(step * Math.round(value / step));
}

/** By decimals: making one takes longer than many uses of it. */
const formatters: Intl.NumberFormat[] = [];
const withDecimals = (digits: number) =>
  (formatters[digits] ??= new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));

/** As many as give the value three significant digits; up to two more where its interval would look like one number. */
function decimalsOf({ value, low, high }: Spread): number {
  const firstOf = (size: number) => -Math.floor(Math.log10(size));
  const width = high - low;
  const usual = firstOf(Math.abs(value) || width) + 2;
  return Math.min(Math.max(usual, firstOf(width)), usual + 2);
}

/** With the prefix that fits the value, also at the ends of its `spread`. */
function scaled(value: number, units: readonly string[], spread: Spread = { value, low: value, high: value }): string {
  let power = 0;
  // 999.5 would be rounded to "1,000" of the smaller unit.
  while (Math.abs(spread.value) / 1000 ** power >= 999.5 && power < units.length - 1) power++;
  const size = 1000 ** power;
  const digits =
    power === 0
      ? formatWhole(value)
      : formatNumber(value / size, { value: spread.value / size, low: spread.low / size, high: spread.high / size });
  return `${digits} ${units[power] ?? ""}`.trim();
}

const countUnits = ["", "k", "M", "G", "T"] as const;

/** "940", "24.7 k", "1.93 M". */
export function formatCount(value: number): string {
  return scaled(value, countUnits);
}

const byteUnits = ["B", "kB", "MB", "GB", "TB"] as const;

/** Decimal units, as disks and browsers count: "3.2 MB". */
export function formatBytes(bytes: number): string {
  return scaled(bytes, byteUnits);
}

/** A duration to its two leading units: "under a second", "45 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return "under a second";
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded} s`;
  if (rounded < 600 && rounded % 60 !== 0) return `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${formatNumber(minutes / 60 / 24)} days`;
}

/** An estimated duration, coarser than a measured one: "about 20 seconds", "about 3 minutes", "about 1.5 hours". */
export function formatAbout(seconds: number): string {
  if (seconds < 55) return `about ${Math.max(5, 5 * Math.round(seconds / 5))} seconds`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 90) return `about ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  const hours = Math.round(minutes / 30) / 2;
  return `about ${formatNumber(hours)} hours`;
}

/** A share of one as per cent: "41.2 %". */
export function formatShare(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** A metric's value, or an end of its `spread`, with its unit: "41.2 %", "3.14 ms", "1.93 M", "12.4 MFLOPs", "3.2 MB". */
export function formatMetric(name: MetricName, value: number, spread?: Spread): string {
  if (metrics[name].most === 1) return formatShare(value);
  if (name === "parameters") return scaled(value, countUnits, spread);
  if (name === "peakBytes") return scaled(value, byteUnits, spread);
  if (name === "flops") return scaled(value, ["FLOPs", "kFLOPs", "MFLOPs", "GFLOPs", "TFLOPs"], spread);
  return `${formatNumber(value, spread)} ${metrics[name].unit}`.trim();
}

/** A metric's value beside its interval. */
export function formatEstimate(name: MetricName, spread: Spread): string {
  return formatMetric(name, spread.value, spread);
}

/** The two ends of an interval, with their unit once: "3.02–3.31 ms". */
export function formatRange(name: MetricName, spread: Spread): string {
  const low = formatMetric(name, spread.low, spread);
  const high = formatMetric(name, spread.high, spread);
  return `${low.replace(/ \S*$/, "")}–${high}`;
}

/** The 95 % interval and sample count of a measured metric: "3.02–3.31 ms, n = 48", which breaks after the comma; empty where it is exact. */
export function formatInterval(name: MetricName, estimate: Estimate): string {
  return estimate.samples === 0 ? "" : `${formatRange(name, estimate)}, n\u00a0=\u00a0${formatWhole(estimate.samples)}`;
}

/** A date and time of day: "3 May 2025, 14:05". */
export function formatMoment(epochMs: number): string {
  return new Date(epochMs).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** "1 trial", "3 trials". */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatWhole(count)} ${count === 1 ? one : many}`;
}
