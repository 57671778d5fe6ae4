/** Numbers as text. A narrow no-break space stands between a number and its unit. */
import type { Estimate } from "../../study/measurement.ts";

export const thinSpace = "\u202f";

/** `significant` digits, without an exponent and without trailing zeros in whole numbers: 0.0123, 1.23, 12.3, 1230. */
export function digits(value: number, significant = 3): string {
  if (!Number.isFinite(value)) return "—";
  if (value === 0) return "0";
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(8, Math.max(0, significant - 1 - magnitude));
  return value.toFixed(decimals);
}

const prefixes = ["", "k", "M", "G", "T"] as const;

/** A power of a thousand that leaves at least one digit before the point, and its prefix. */
function thousands(value: number): { readonly factor: number; readonly prefix: string } {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) / 3 + 1e-9);
  const index = Math.min(prefixes.length - 1, Math.max(0, power));
  return { factor: 1000 ** index, prefix: prefixes[index] ?? "" };
}

/** "1.24 M", "12.3 MFLOPs": decimal prefixes, as both counts and bytes are sold by them. */
export function prefixed(value: number, unit: string, significant = 3): string {
  const { factor, prefix } = thousands(value);
  const whole = factor === 1 && Number.isInteger(value);
  const figure = whole ? String(value) : digits(value / factor, significant);
  return prefix === "" && unit === "" ? figure : `${figure}${thinSpace}${prefix}${unit}`;
}

/** A tick: as few digits as it needs. */
export function bare(value: number): string {
  const { factor, prefix } = thousands(value);
  const figure = String(Number((value / factor).toPrecision(6)));
  return prefix === "" ? figure : `${figure}${thinSpace}${prefix}`;
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)}${thinSpace}%` : "—";
}

export function milliseconds(value: number): string {
  return `${digits(value)}${thinSpace}ms`;
}

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "—";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${thinSpace}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}${thinSpace}min ${whole % 60}${thinSpace}s`;
  return `${Math.floor(whole / 3600)}${thinSpace}h ${Math.floor((whole % 3600) / 60)}${thinSpace}min`;
}

/** "12.3 ms [11.9, 12.8]": the value with its 95 % interval; an exact value stands alone. */
export function withInterval(estimate: Estimate, format: (value: number) => string): string {
  if (estimate.samples === 0 && estimate.low === estimate.high) return format(estimate.value);
  const unitless = (value: number) => format(value).split(thinSpace)[0] ?? "";
  const sameUnit = (value: number) => format(value).split(thinSpace)[1] === format(estimate.value).split(thinSpace)[1];
  const bound = (value: number) => (sameUnit(value) ? unitless(value) : format(value));
  return `${format(estimate.value)} [${bound(estimate.low)}, ${bound(estimate.high)}]`;
}

/** The same for reading aloud: "12.3 ms, 95 % interval 11.9 to 12.8 ms, 24 samples". */
export function intervalInWords(estimate: Estimate, format: (value: number) => string): string {
  if (estimate.samples === 0 && estimate.low === estimate.high) return format(estimate.value);
  const samples = estimate.samples === 0 ? "" : `, ${estimate.samples} samples`;
  return `${format(estimate.value)}, 95${thinSpace}% interval ${format(estimate.low)} to ${format(estimate.high)}${samples}`;
}
