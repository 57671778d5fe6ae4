import { adaptRequirements } from "../../study/adapt.ts";
import type { Requirements } from "../../study/requirements.ts";
import type { TeacherSummary } from "../../study/study.ts";
import type { Store } from "../state/store.ts";

/** Takes a teacher and fits the design space to it, which a person who wants another one can change afterwards. */
export function chooseTeacher(store: Store, teacher: Requirements["teacher"], summary: TeacherSummary | null): void {
  const { draft } = store;
  if (teacher.source === "imported" && summary !== null) draft.remember({ teacher: summary });
  const before = draft.value.value.space;
  draft.change((requirements) => {
    const chosen = { ...requirements, teacher };
    return summary === null ? chosen : adaptRequirements(chosen, summary);
  });
  if (summary !== null && JSON.stringify(before) !== JSON.stringify(draft.value.value.space))
    store.tell(`The design space now fits ${summary.name}.`);
}
