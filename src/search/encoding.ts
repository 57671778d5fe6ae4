/**
 * Architectures as the models see them: one coordinate an axis, and the known metrics, which cost nothing and explain
 * most of what has to be measured (latency follows FLOPs, accuracy follows parameters).
 */
import { axisNames, type Architecture, type AxisName, type Space } from "../study/architecture.ts";
import { knownMetrics } from "../study/known-metrics.ts";
import type { ValidSpace } from "../study/space.ts";
import type { Study } from "../study/study.ts";
import type { Points } from "./kernel.ts";

/** From this ratio of the greatest to the least value on, an axis is seen by ratio rather than by difference. */
const logarithmicRatio = 4;

/** One axis with a choice, as the model sees it. */
export interface EncodedAxis {
  readonly axis: AxisName;
  readonly values: readonly number[];
  /** Least 0, greatest 1, the others by value. */
  readonly encode: (value: number) => number;
  /** The widest gap between neighbouring values, encoded. */
  readonly widestGap: number;
}

/** One architecture as a row of coordinates, all about from 0 to 1. */
export interface Encoding {
  readonly dimensions: number;
  readonly rowOf: (architecture: Architecture) => readonly number[];
}

/** The axes of a design space that offer a choice; the others tell the model nothing. */
export function encodedAxes(space: Space): EncodedAxis[] {
  return axisNames
    .filter((axis) => space[axis].length > 1)
    .map((axis) => {
      const values = [...space[axis]].sort((a, b) => a - b);
      const [low, high] = [values[0] ?? 1, values.at(-1) ?? 1];
      const scale = high / low >= logarithmicRatio ? Math.log : (value: number) => value;
      const range = scale(high) - scale(low) || 1;
      const encode = (value: number) => (scale(value) - scale(low)) / range;
      const widestGap = Math.max(
        ...values.slice(1).map((value, index) => encode(value) - encode(values[index] ?? value)),
      );
      return { axis, values, encode, widestGap };
    });
}

/** One coordinate an axis, nothing else. */
export function axesEncoding(axes: readonly EncodedAxis[]): Encoding {
  return {
    dimensions: axes.length,
    rowOf: (architecture) => axes.map(({ axis, encode }) => encode(architecture[axis])),
  };
}

/** The axes, then the known metrics by ratio (those that differ within the space). */
export function modelEncoding(
  { requirements, teacher }: Study,
  axes: readonly EncodedAxis[],
  space: ValidSpace,
): Encoding {
  const known = (architecture: Architecture) =>
    Object.values(knownMetrics(architecture, requirements, teacher)).map(Math.log);
  const corners = [...space.corners()].map(known);
  const ranges = (corners[0] ?? []).map((_, index) => {
    const values = corners.map((corner) => corner[index] ?? 0);
    const low = Math.min(...values);
    return { index, low, range: Math.max(...values) - low };
  });
  const telling = ranges.filter(({ range }) => range > 0);
  const { rowOf: axesOf } = axesEncoding(axes);
  const rows = new WeakMap<Architecture, readonly number[]>();
  return {
    dimensions: axes.length + telling.length,
    rowOf(architecture) {
      const remembered = rows.get(architecture);
      if (remembered !== undefined) return remembered;
      const metrics = known(architecture);
      const row = [
        ...axesOf(architecture),
        ...telling.map(({ index, low, range }) => ((metrics[index] ?? low) - low) / range),
      ];
      rows.set(architecture, row);
      return row;
    },
  };
}

/** Architectures as rows. */
export function encode({ dimensions, rowOf }: Encoding, architectures: readonly Architecture[]): Points {
  const inputs = new Float64Array(architectures.length * dimensions);
  architectures.forEach((architecture, index) => inputs.set(rowOf(architecture), index * dimensions));
  return { inputs, count: architectures.length, dimensions };
}
