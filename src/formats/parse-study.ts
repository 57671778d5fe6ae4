import { Refused } from "../base/errors.ts";
import { parse } from "../study/parse.ts";
import { studySchema, type Study } from "../study/study.ts";

/**
 * A study out of untrusted data: what the schema says, and that a trial's id names one trial.
 * @throws Refused naming `what`, the field and its value
 */
export function parseStudy(value: unknown, what: string): Study {
  const study = parse(studySchema, value, what);
  const seen = new Set<number>();
  study.trials.forEach(({ id }, index) => {
    if (seen.has(id)) throw new Refused(`${what}: two trials have the same id: ${id}`, `trials.${index}.id`);
    seen.add(id);
  });
  return study;
}
