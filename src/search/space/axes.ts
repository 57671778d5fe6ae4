/**
 * Axes of a search space, and how a model sees their values.
 *
 * A candidate holds one number an axis: the value itself, or the category's index.
 */
import { logarithm, power } from "../../base/logarithm.ts";

interface Named {
  readonly name: string;
  /** The axis counts only where another one, earlier in the list, has one of these values; elsewhere it rests. */
  readonly when?: { readonly axis: string; readonly among: readonly number[] };
}

/** Numbers that a person chose, increasing. */
export interface OrdinalAxis extends Named {
  readonly kind: "ordinal";
  readonly values: readonly number[];
}

export interface IntegerAxis extends Named {
  readonly kind: "integer";
  readonly low: number;
  readonly high: number;
  readonly scale: "linear" | "log";
}

export interface FloatAxis extends Named {
  readonly kind: "float";
  readonly low: number;
  readonly high: number;
  readonly scale: "linear" | "log";
}

/** Things without an order; a candidate holds the index. */
export interface CategoricalAxis extends Named {
  readonly kind: "categorical";
  readonly values: readonly string[];
}

export type Axis = OrdinalAxis | IntegerAxis | FloatAxis | CategoricalAxis;

/** One value an axis, in the order of the axes; made once, never changed. */
export type Candidate = Float64Array;

/** The identity of a candidate: equal keys, equal candidates. */
export const candidateKey = (candidate: Candidate): string => candidate.join(" ");

/** From this ratio of the greatest to the least value on, an ordinal axis is seen by ratio rather than by difference. */
const logarithmicRatio = 4;

function isLogarithmic(axis: OrdinalAxis | IntegerAxis | FloatAxis): boolean {
  if (axis.kind !== "ordinal") return axis.scale === "log";
  const [low, high] = [axis.values[0] ?? 1, axis.values.at(-1) ?? 1];
  return low > 0 && high / low >= logarithmicRatio;
}

/** Least and greatest value. */
function endsOf(axis: OrdinalAxis | IntegerAxis | FloatAxis): readonly [number, number] {
  return axis.kind === "ordinal" ? [axis.values[0] ?? 0, axis.values.at(-1) ?? 0] : [axis.low, axis.high];
}

/** How many values there are; Infinity where they are continuous. */
export function sizeOf(axis: Axis): number {
  if (axis.kind === "float") return axis.high > axis.low ? Infinity : 1;
  return axis.kind === "integer" ? axis.high - axis.low + 1 : axis.values.length;
}

/** The index-th value of a discrete axis; of a continuous one the least, for index 0. */
export function valueAt(axis: Axis, index: number): number {
  if (axis.kind === "ordinal") return axis.values[index] ?? Number.NaN;
  return axis.kind === "categorical" ? index : axis.low + index;
}

/** Where a value of a discrete axis stands among its values, from 0. */
export function rankOf(axis: Axis, value: number): number {
  if (axis.kind === "ordinal") return axis.values.indexOf(value);
  return axis.kind === "categorical" ? value : value - axis.low;
}

export function hasValue(axis: Axis, value: number): boolean {
  if (axis.kind === "ordinal") return axis.values.includes(value);
  if (axis.kind === "categorical") return Number.isInteger(value) && value >= 0 && value < axis.values.length;
  return value >= axis.low && value <= axis.high && (axis.kind === "float" || Number.isInteger(value));
}

/** A number's place on its axis: the least value at 0, the greatest at 1. */
export function placeOf(axis: OrdinalAxis | IntegerAxis | FloatAxis, value: number): number {
  const [low, high] = endsOf(axis);
  if (!(high > low)) return 0;
  return isLogarithmic(axis) ? logarithm(value / low) / logarithm(high / low) : (value - low) / (high - low);
}

/** The value at, or nearest to, a place from 0 to 1. */
export function valueFrom(axis: Axis, place: number): number {
  if (axis.kind === "categorical") return Math.min(axis.values.length - 1, Math.floor(place * axis.values.length));
  if (axis.kind === "ordinal") {
    const distance = (value: number) => Math.abs(placeOf(axis, value) - place);
    return axis.values.reduce((best, value) => (distance(value) < distance(best) ? value : best), axis.values[0] ?? 0);
  }
  const [low, high] = endsOf(axis);
  const value = isLogarithmic(axis) ? low * power(high / low, place) : low + place * (high - low);
  return Math.min(high, Math.max(low, axis.kind === "integer" ? Math.round(value) : value));
}

/** A value drawn so that every value of a discrete axis is as likely as any other, by `uniform` in [0, 1). */
export function drawnFrom(axis: Axis, uniform: number): number {
  return axis.kind === "float" ? valueFrom(axis, uniform) : valueAt(axis, Math.floor(uniform * sizeOf(axis)));
}

/** The widest gap between neighbouring places; 0 where the axis is continuous, 1 where it has no order. */
export function widestGap(axis: Axis): number {
  if (axis.kind === "categorical") return 1;
  if (axis.kind === "float") return 0;
  const [low, high] = endsOf(axis);
  if (axis.kind === "integer") return isLogarithmic(axis) ? placeOf(axis, Math.min(high, low + 1)) : 1 / (high - low);
  const places = axis.values.map((value) => placeOf(axis, value));
  return Math.max(...places.slice(1).map((place, index) => place - (places[index] ?? place)));
}
