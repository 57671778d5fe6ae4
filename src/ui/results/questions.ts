import type { StudyExplanation, Why } from "../../lab/port.ts";

/** What may be asked of the search about the study that is shown, kept here or opened from a link. */
export interface Questions {
  readonly explain: () => Promise<StudyExplanation>;
  readonly why: (trial: number) => Promise<Why | null>;
}
