import type { Estimate } from "../../study/measurement.ts";
import { formatWhole, type Spread } from "../parts/format.ts";

/** Writes a number with its unit; a value or an end of an interval as the `spread` of both wants it. */
export type Format = (value: number, spread?: Spread) => string;

const prefixes = ["", "k", "M", "G", "T"] as const;

/** A tick: no more digits than the round value needs, thousands by prefix: "0.05", "1.5", "200", "1.5 M". */
export function bare(value: number): string {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) / 3 + 1e-9);
  const index = Math.min(prefixes.length - 1, Math.max(0, power));
  return `${Number((value / 1000 ** index).toPrecision(6))} ${prefixes[index] ?? ""}`.trim();
}

const isExact = (estimate: Estimate) => estimate.samples === 0 && estimate.low === estimate.high;

/** "3.14 ms (3.02–3.31 ms, n = 48)": the value with its 95 % interval; an exact value stands alone. */
export function withInterval(estimate: Estimate, format: Format): string {
  if (isExact(estimate)) return format(estimate.value);
  const [low, high] = [format(estimate.low, estimate), format(estimate.high, estimate)];
  const unit = / \S*$/.exec(high)?.[0] ?? "";
  const shortLow = unit !== "" && low.endsWith(unit) ? low.slice(0, -unit.length) : low;
  const samples = estimate.samples === 0 ? "" : `, n = ${formatWhole(estimate.samples)}`;
  return `${format(estimate.value, estimate)} (${shortLow}–${high}${samples})`;
}

/** The same for reading aloud: "3.14 ms, 95 % interval 3.02 ms to 3.31 ms, 48 samples". */
export function intervalInWords(estimate: Estimate, format: Format): string {
  if (isExact(estimate)) return format(estimate.value);
  const samples = estimate.samples === 0 ? "" : `, ${formatWhole(estimate.samples)} samples`;
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((each) => format(each, estimate));
  return `${value}, 95 % interval ${low} to ${high}${samples}`;
}
