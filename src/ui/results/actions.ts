import type { Trial } from "../../study/study.ts";

/** What can be done with a kept study's trials; a shared study offers none of it. */
export interface ResultActions {
  /** Saves a student as a Hugging Face directory in one zip. */
  readonly exportStudent: (trial: Trial) => Promise<unknown>;
  readonly distillRegularly: (trial: Trial) => Promise<unknown>;
  /** Why nothing can be trained now; null when it can. */
  readonly busy: string | null;
}
