import { comparableTrials, dominates, hypervolume, objectiveVector, referencePoint, type Point } from "../../study/pareto.ts";
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
  // The front grows point by point: judging every prefix anew would take seconds for a thousand trials.
  let front: readonly Point[] = [];
  let volume = 0;
  const volumes = points.map((point) => {
    if (!front.some((other) => dominates(other, point))) {
      front = [...front.filter((other) => !dominates(point, other)), point];
      volume = hypervolume(front, reference);
    }
    return volume;
  });
  return volume > 0 ? volumes.map((value, index) => [index + 1, value / volume]) : [];
}
