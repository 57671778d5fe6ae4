import { samePlace } from "../study/fine-tuning-grid.ts";
import type { Study, Trial } from "../study/study.ts";

/**
 * Two copies of a study as one: a set union of their trials by id, device and start. Ended trials win over running
 * ones; trials of the other copy whose id is taken here get a new one.
 */
export function mergeStudies(kept: Study, other: Study): Study {
  const identity = (trial: Trial) => `${trial.id}:${trial.device?.key ?? ""}:${trial.startedAt}`;
  const known = new Map(kept.trials.map((trial) => [identity(trial), trial]));
  let free = Math.max(-1, ...kept.trials.map(({ id }) => id), ...other.trials.map(({ id }) => id)) + 1;
  const trials = [...kept.trials];
  const taken = new Set(kept.trials.map(({ id }) => id));
  const renamed = new Map<number, number>();
  for (const trial of other.trials) {
    const twin = known.get(identity(trial));
    if (twin) {
      if (twin.state === "running" && trial.state !== "running") trials[trials.indexOf(twin)] = trial;
      continue;
    }
    const id = taken.has(trial.id) ? free++ : trial.id;
    renamed.set(trial.id, id);
    taken.add(id);
    trials.push({ ...trial, id, parent: trial.parent === null ? null : (renamed.get(trial.parent) ?? trial.parent) });
  }
  const runs = [...(kept.teacherFineTuned ?? [])];
  for (const run of other.teacherFineTuned ?? []) if (!runs.some((known) => samePlace(known, run))) runs.push(run);
  return { ...kept, ...(runs.length > 0 && { teacherFineTuned: runs }), trials };
}
