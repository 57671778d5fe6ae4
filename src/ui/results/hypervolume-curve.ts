import { comparableTrials, hypervolume, objectiveVector, referencePoint } from "../../study/pareto.ts";
import type { Study } from "../../study/study.ts";
import type { Sample } from "../charts/decimate.ts";

/**
 * The hypervolume of the front after each trial of a device, as a share of what it is after the last one. The
 * reference point is that of all the trials, so the curve never falls; the volume itself has mixed units and says
 * nothing to a reader.
 */
export function hypervolumeCurve(study: Study, deviceKey: string): readonly Sample[] {
  const points = comparableTrials(study, deviceKey)
    .sort((one, other) => one.id - other.id)
    .map((trial) => objectiveVector(trial, study.requirements.objectives) ?? []);
  const reference = referencePoint(points);
  const final = hypervolume(points, reference);
  if (final <= 0) return [];
  return points.map((_, index) => [index + 1, hypervolume(points.slice(0, index + 1), reference) / final]);
}
