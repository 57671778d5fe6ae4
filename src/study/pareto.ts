/**
 * Pareto fronts and hypervolumes. Notation: a point is the vector of a trial's objectives with every sign turned so
 * that less is better; a dominates b when it is nowhere greater and somewhere less; the hypervolume of points is the
 * volume they dominate below a reference point r.
 */
import { architectureKey } from "./architecture.ts";
import { meets } from "./bounds.ts";
import type { Constraint, Objective } from "./requirements.ts";
import type { Study, Trial } from "./study.ts";

export type Point = readonly number[];

/** The one place where signs are turned: multiply a metric by it and less is better. */
export const signOf = ({ direction }: Objective): 1 | -1 => (direction === "minimise" ? 1 : -1);

/** A trial's objectives, less is better; null unless all of them were measured. */
export function objectiveVector(trial: Trial, objectives: readonly Objective[]): Point | null {
  const point: number[] = [];
  for (const objective of objectives) {
    const value = trial.measurement?.metrics[objective.metric]?.value;
    if (value === undefined) return null;
    point.push(signOf(objective) * value);
  }
  return point;
}

export function dominates(a: Point, b: Point): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    const left = a[i] ?? 0;
    const right = b[i] ?? 0;
    if (left > right) return false;
    if (left < right) better = true;
  }
  return better;
}

/** The points no other dominates, in their order; equal points all stay. */
export function paretoFront<T extends Point>(points: readonly T[]): T[] {
  return points.filter((point) => !points.some((other) => dominates(other, point)));
}

/** Whether a trial meets the constraints; a metric that was not measured meets none. */
export function isFeasible(trial: Trial, constraints: readonly Constraint[]): boolean {
  return constraints.every((constraint) =>
    meets(constraint, trial.measurement?.metrics[constraint.metric]?.value ?? Number.NaN),
  );
}

const moment = (trial: Trial) => trial.finishedAt ?? trial.startedAt;

/** The device of the newest complete flash trial: the one whose latencies a study goes on comparing; null before any. */
export function latestDeviceKey({ trials }: Pick<Study, "trials">): string | null {
  const [latest] = trials
    .filter((trial) => trial.device !== null && trial.state === "complete" && trial.role !== "regular")
    .sort((a, b) => moment(b) - moment(a) || b.id - a.id);
  return latest?.device?.key ?? null;
}

/** Flash trials of one device that are complete, feasible and measured: those which may share a front. */
export function comparableTrials(
  { requirements, trials }: Pick<Study, "requirements" | "trials">,
  deviceKey: string,
): Trial[] {
  return trials.filter(
    (trial) =>
      trial.state === "complete" &&
      trial.role !== "regular" &&
      trial.device?.key === deviceKey &&
      objectiveVector(trial, requirements.objectives) !== null &&
      isFeasible(trial, requirements.constraints),
  );
}

const average = (points: readonly Point[]): Point =>
  (points[0] ?? []).map((_, axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length);

/** By whom a trial is judged: repeats and what they repeat as one student, any other trial alone. */
function judgedTogether(trials: readonly Trial[]): (trial: Trial) => readonly Trial[] {
  const students = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = architectureKey(trial.architecture);
    students.set(key, [...(students.get(key) ?? []), trial]);
  }
  return (trial) => {
    const same = students.get(architectureKey(trial.architecture)) ?? [];
    return same.some(({ origin }) => origin === "repeat") ? same : [trial];
  };
}

/**
 * The trials on a study's front on one device. Devices never share a front, and neither do schedules: a student that
 * was distilled regularly is judged beside its parent, not against flash trials. A student that was tried repeatedly is
 * judged by the mean of its trials, which stand or fall together, so that luck does not keep one of them there.
 */
export function paretoTrials(study: Pick<Study, "requirements" | "trials">, deviceKey: string): Trial[] {
  const { objectives } = study.requirements;
  const comparable = comparableTrials(study, deviceKey);
  const together = judgedTogether(comparable);
  const judged = comparable.map((trial) => ({
    trial,
    point: average(together(trial).map((one) => objectiveVector(one, objectives) ?? [])),
  }));
  return judged
    .filter(({ point }) => !judged.some((other) => dominates(other.point, point)))
    .map(({ trial }) => trial);
}

/**
 * The front's worst values, moved out by a tenth of its range (Ishibuchi et al. 2011). Where the front has no extent in
 * an objective the range of all points stands in, then the size of the value, then one.
 */
export function referencePoint(points: readonly Point[]): Point {
  const front = paretoFront(points);
  return (points[0] ?? []).map((_, axis) => {
    const values = front.map((point) => point[axis] ?? 0);
    const all = points.map((point) => point[axis] ?? 0);
    const nadir = Math.max(...values);
    const range = nadir - Math.min(...values) || Math.max(...all) - Math.min(...all) || Math.abs(nadir) || 1;
    return nadir + 0.1 * range;
  });
}

const volumeBelow = (point: Point, reference: Point) =>
  point.reduce((volume, value, axis) => volume * ((reference[axis] ?? 0) - value), 1);

/** Two objectives: a staircase, one rectangle a step. */
function area(front: readonly Point[], [right = 0, top = 0]: Point): number {
  let [sum, ceiling] = [0, top];
  for (const [x = 0, y = 0] of [...front].sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)))
    if (y < ceiling) {
      sum += (right - x) * (ceiling - y);
      ceiling = y;
    }
  return sum;
}

/** While et al.'s WFG (2012): each point adds its box, less what the points after it already cover of that box. */
function wfg(front: readonly Point[], reference: Point): number {
  if (reference.length === 2) return area(front, reference);
  let sum = 0;
  front.forEach((point, index) => {
    const covered = front
      .slice(index + 1)
      .map((other) => other.map((value, axis) => Math.max(value, point[axis] ?? 0)));
    sum += volumeBelow(point, reference) - wfg(distinctFront(covered), reference);
  });
  return sum;
}

/** The front with equal points once. */
function distinctFront(points: readonly Point[]): Point[] {
  return paretoFront(points).filter(
    (point, index, front) =>
      !front.slice(0, index).some((other) => other.every((value, axis) => value === point[axis])),
  );
}

/** The exact volume that the points dominate below the reference point; points beyond it add nothing. */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const front = distinctFront(points.filter((point) => point.every((value, axis) => value < (reference[axis] ?? 0))));
  if (front.length === 0) return 0;
  return reference.length === 1
    ? Math.max(...front.map((point) => volumeBelow(point, reference)))
    : wfg(front, reference);
}
