import type { ComponentChildren } from "preact";
import { Term } from "./term.tsx";

/** Words of the field that a newcomer meets here, each in one line. Metrics and axes explain themselves. */
export const glossary = {
  teacher: "The larger model whose answers the students learn to give",
  student: "A smaller model that learns from the teacher",
  study: "One search: its requirements and every student tried for them",
  trial: "One student: proposed, distilled, measured",
  baseline: "The student shaped like MobileBERT, trained and timed like all others, to compare them with",
  designSpace: "All the students that may be tried: one value from each row",
  explore: "Picks the next student by Bayesian optimisation from what all trials so far have shown",
  distill: "Trains the student to imitate the teacher, first layer by layer, then on the words themselves",
  evaluate: "Measures accuracy on text kept back, and time on this device",
  flash: "A short distillation, long enough to rank students; the best can be trained for longer afterwards",
  pareto: "The students that no other beats in every objective at once",
  hypervolume: "How much of all that could be wanted the Pareto front covers: what one more student adds to it is its gain",
  heldout: "Text kept back from training, so that accuracy is measured on words the student has not seen",
  mlm: "Masked language modelling: guess the words that were hidden",
  nsp: "Next-sentence prediction: tell whether the second sentence follows the first",
  stepsPerSecond: "Batches of text the student learns from in a second",
  memory: "What the numbers in use take, and what the backend holds on to for reuse",
} as const satisfies Record<string, string>;

export type GlossaryWord = keyof typeof glossary;

export function Word({ of, children }: { readonly of: GlossaryWord; readonly children: ComponentChildren }) {
  return <Term explanation={glossary[of]}>{children}</Term>;
}
