import type { AxisName } from "../../study/architecture.ts";
import { axisLimits } from "../../study/architecture.ts";
import { numberOf } from "../parts/number-text.ts";

export type AxisChange = { readonly values: readonly number[] } | { readonly refusal: string };

/** The values with those typed added ("64, 96"), in increasing order; or why they cannot be. */
export function withAdded(axis: AxisName, values: readonly number[], typed: string): AxisChange {
  const words = typed.split(/[\s,;]+/).filter((word) => word !== "");
  if (words.length === 0) return { refusal: "type a whole number" };
  const added: number[] = [];
  for (const word of words) {
    const value = numberOf(word);
    if (!Number.isInteger(value)) return { refusal: `a whole number is needed here, not "${word}"` };
    if (value < 1 || value > axisLimits[axis]) return { refusal: `from 1 to ${axisLimits[axis]}, not ${value}` };
    if (values.includes(value)) return { refusal: `there already: ${value}` };
    added.push(value);
  }
  return { values: [...new Set([...values, ...added])].toSorted((a, b) => a - b) };
}

/**
 * The value an axis is pinned to: the only one, where there were others before.
 * @param others what the axis offered when it was pinned; null: it was not
 */
export function pinnedValue(values: readonly number[], others: readonly number[] | null): number | null {
  const [value] = values;
  return value !== undefined && values.length === 1 && others?.includes(value) === true ? value : null;
}

/** The values without one; the last stays, for an axis needs a value. */
export function withoutValue(values: readonly number[], value: number): readonly number[] {
  return values.length === 1 ? values : values.filter((other) => other !== value);
}
