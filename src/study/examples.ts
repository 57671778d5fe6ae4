/** Examples of downstream tasks, as they are kept: texts and their labels. */
import * as v from "valibot";

const text = v.string();
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

export const sentenceExampleSchema = v.strictObject({
  first: text,
  /** Null where the task has single sentences. */
  second: v.nullable(text),
  /** The class's id, or the number. */
  label: v.pipe(v.number(), v.finite()),
});
export type SentenceExample = v.InferOutput<typeof sentenceExampleSchema>;

export const questionExampleSchema = v.strictObject({
  id: text,
  question: text,
  context: text,
  /** The right answers, with the character at which they begin; none where the context has no answer. */
  answers: v.array(v.strictObject({ text, start: whole })),
});
export type QuestionExample = v.InferOutput<typeof questionExampleSchema>;

export const taskExamplesSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("sentences"),
    /** Names of the classes by id; empty where numbers are predicted. */
    labels: v.array(text),
    training: v.array(sentenceExampleSchema),
    /** Null where the person brought none: then a part of the training examples is set aside. */
    development: v.nullable(v.array(sentenceExampleSchema)),
    /** MNLI's second development set, of other genres. */
    mismatched: v.nullable(v.array(sentenceExampleSchema)),
  }),
  v.strictObject({
    kind: v.literal("questions"),
    training: v.array(questionExampleSchema),
    development: v.nullable(v.array(questionExampleSchema)),
  }),
]);
export type TaskExamples = v.InferOutput<typeof taskExamplesSchema>;
