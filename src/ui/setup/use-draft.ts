import type { Requirements, Schedule } from "../../study/requirements.ts";
import { useStore } from "../state/context.ts";
import { problemOf } from "../state/problems.ts";

/** The draft as a section sees it: its values, what is said against them, and a way to change them. */
export function useDraft() {
  const { draft } = useStore();
  const problems = draft.problems.value;
  const set = (part: Partial<Requirements>) => draft.change((requirements) => ({ ...requirements, ...part }));
  return {
    requirements: draft.value.value,
    teacher: draft.teacher.value,
    corpus: draft.corpus.value,
    problem: (path: string) => problemOf(problems, path),
    set,
    setSchedule: (part: Partial<Schedule>) =>
      draft.change((requirements) => ({ ...requirements, schedule: { ...requirements.schedule, ...part } })),
  };
}
