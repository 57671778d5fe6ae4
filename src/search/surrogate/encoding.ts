/**
 * Candidates as the models see them: a coordinate a numeric axis, one a category, and the features, which cost nothing
 * and explain most of what has to be measured (latency follows FLOPs, accuracy follows parameters).
 */
import { placeOf, sizeOf, type Candidate } from "../space/axes.ts";
import type { Feature } from "../problem.ts";
import type { SearchSpace } from "../space/space.ts";
import type { Points } from "./kernel.ts";

/** One candidate as a row of coordinates, all about from 0 to 1. */
export interface Encoding {
  readonly columns: number;
  /** How many of the columns, the last ones, are features. */
  readonly features: number;
  /** Which length scale each column is measured in: the columns of one axis share theirs. */
  readonly scaleOf: readonly number[];
  readonly rowOf: (candidate: Candidate) => readonly number[];
}

/** Two categories differ in two columns: each counts half, so that r² grows by 1 / ℓ² (Hamming distance). */
const categoryWeight = Math.SQRT1_2;

/** The axes that offer a choice, nothing else. An axis at rest is at 0. */
export function axesEncoding(space: SearchSpace): Encoding {
  const telling = space.axes.map((axis, index) => ({ axis, index })).filter(({ axis }) => sizeOf(axis) > 1);
  const widths = telling.map(({ axis }) => (axis.kind === "categorical" ? axis.values.length : 1));
  return {
    columns: widths.reduce((sum, width) => sum + width, 0),
    features: 0,
    scaleOf: widths.flatMap((width, scale) => new Array<number>(width).fill(scale)),
    rowOf: (candidate) =>
      telling.flatMap(({ axis, index }) => {
        const value = candidate[index] ?? 0;
        const isActive = space.isActive(index, candidate);
        if (axis.kind === "categorical")
          return axis.values.map((_, category) => (isActive && category === value ? categoryWeight : 0));
        return [isActive ? placeOf(axis, value) : 0];
      }),
  };
}

/** The axes, then the features that differ within the space. */
export function modelEncoding(space: SearchSpace, features: readonly Feature[]): Encoding {
  const axes = axesEncoding(space);
  const telling = features.filter(({ low, high }) => high > low);
  const scales = axes.scaleOf.length === 0 ? 0 : Math.max(...axes.scaleOf) + 1;
  const rows = new WeakMap<Candidate, readonly number[]>();
  return {
    columns: axes.columns + telling.length,
    features: telling.length,
    scaleOf: [...axes.scaleOf, ...telling.map((_, index) => scales + index)],
    rowOf(candidate) {
      const remembered = rows.get(candidate);
      if (remembered !== undefined) return remembered;
      const row = [...axes.rowOf(candidate), ...telling.map(({ low, high, of }) => (of(candidate) - low) / (high - low))];
      rows.set(candidate, row);
      return row;
    },
  };
}

/** Candidates as rows. */
export function encode({ columns, scaleOf, rowOf }: Encoding, candidates: readonly Candidate[]): Points {
  const inputs = new Float64Array(candidates.length * columns);
  candidates.forEach((candidate, index) => inputs.set(rowOf(candidate), index * columns));
  return { inputs, count: candidates.length, columns, scaleOf };
}
