import type { Estimate } from "../../study/measurement.ts";
import type { Axis } from "./axis.ts";
import { markNames, type MarkKind } from "./mark-kinds.ts";
import { intervalInWords } from "./numbers.ts";

export interface ScatterPoint {
  readonly id: string;
  /** "Trial 7" */
  readonly name: string;
  readonly x: Estimate;
  readonly y: Estimate;
  readonly mark: MarkKind;
  /** Whether the front may pass through it. */
  readonly competes: boolean;
  /** More for the readout: the architecture in short. */
  readonly note?: string;
}

/** The two intervals of a point, in one sentence for a screen reader. */
export function pointInWords(point: ScatterPoint, x: Axis, y: Axis): string {
  const parts = [
    `${point.name} (${markNames[point.mark].toLowerCase()})`,
    `${x.label} ${intervalInWords(point.x, x.format)}`,
    `${y.label} ${intervalInWords(point.y, y.format)}`,
    ...(point.note === undefined ? [] : [point.note]),
  ];
  return parts.join("; ");
}
