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

/** Three significant digits: "0.0123", "3.14", "12,300". */
export function formatNumber(value: number): string {
  return threeDigits.format(value);
}

function scaled(value: number, base: number, units: readonly string[]): string {
  const last = units.length - 1;
  let power = 0;
  let rest = value;
  // 999.5 would be rounded to "1,000" of the smaller unit.
  while (Math.abs(rest) >= base - 0.5 && power < last) {
    rest /= base;
    power++;
  }
  const digits = power === 0 ? formatWhole(rest) : formatNumber(rest);
  return `${digits} ${units[power] ?? ""}`.trim();
}

/** "940", "24.7 k", "1.93 M". */
export function formatCount(value: number): string {
  return scaled(value, 1000, ["", "k", "M", "G", "T"]);
}

/** Decimal units, as disks and browsers count: "3.2 MB". */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1000, ["B", "kB", "MB", "GB", "TB"]);
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

/** A metric's value with its unit: "41.2 %", "3.14 ms", "1.93 M", "12.4 MFLOPs", "3.2 MB". */
export function formatMetric(name: MetricName, value: number): string {
  if (metrics[name].most === 1) return formatShare(value);
  if (name === "parameters") return formatCount(value);
  if (name === "peakBytes") return formatBytes(value);
  if (name === "flops") return scaled(value, 1000, ["FLOPs", "kFLOPs", "MFLOPs", "GFLOPs", "TFLOPs"]);
  return `${formatNumber(value)} ${metrics[name].unit}`.trim();
}

/** The two ends of an interval, with their unit once: "3.02–3.31 ms". */
export function formatRange(name: MetricName, range: Pick<Estimate, "low" | "high">): string {
  const low = formatMetric(name, range.low);
  const high = formatMetric(name, range.high);
  const unit = / \S*$/.exec(high)?.[0] ?? "";
  return `${unit !== "" && low.endsWith(unit) ? low.slice(0, -unit.length) : low}–${high}`;
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
