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

/** A coordinate computed from the whole architecture, from 0 to 1 within the space. */
export type Feature = (architecture: Architecture) => number;

export interface Encoding {
  readonly axes: readonly EncodedAxis[];
  readonly features: readonly Feature[];
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
      const widestGap = Math.max(...values.slice(1).map((value, index) => encode(value) - encode(values[index] ?? value)));
      return { axis, values, encode, widestGap };
    });
}

/** The known metrics by ratio; none where the whole space has the same. */
export function knownFeatures({ requirements, teacher }: Study, space: ValidSpace): Feature[] {
  const known = (architecture: Architecture) => knownMetrics(architecture, requirements, teacher);
  const corners = [...space.corners()].map(known);
  return (["parameters", "flops"] as const).flatMap((metric) => {
    const logarithms = corners.map((corner) => Math.log(corner[metric]));
    const [low, high] = [Math.min(...logarithms), Math.max(...logarithms)];
    return high > low ? [(architecture: Architecture) => (Math.log(known(architecture)[metric]) - low) / (high - low)] : [];
  });
}

/** Architectures as rows: their coordinates on the axes, then their features. */
export function encode({ axes, features }: Encoding, architectures: readonly Architecture[]): Points {
  return {
    inputs: Float64Array.from(
      architectures.flatMap((architecture) => [
        ...axes.map(({ axis, encode: position }) => position(architecture[axis])),
        ...features.map((feature) => feature(architecture)),
      ]),
    ),
    count: architectures.length,
    dimensions: axes.length + features.length,
  };
}
