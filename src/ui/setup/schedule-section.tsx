import { usualEarlyStopping, type Schedule } from "../../study/requirements.ts";
import { CheckField, NumberField, Refusal, SelectField } from "../parts/field.tsx";
import { formatShare, formatWhole } from "../parts/format.ts";
import { Word } from "../parts/glossary.tsx";
import type { Plan } from "../state/plan.ts";
import { Section } from "./section.tsx";
import { useDraft } from "./use-draft.ts";
import { earlyStoppingSentence, rangeSentence } from "./words.ts";

type NumericKey = { [K in keyof Schedule]: Schedule[K] extends number ? K : never }[keyof Schedule];

interface ScheduleField {
  readonly key: NumericKey;
  readonly label: string;
  readonly unit?: string;
  readonly explanation: string;
}

const fieldGroups: readonly { readonly title: string; readonly fields: readonly ScheduleField[] }[] = [
  {
    title: "Steps",
    fields: [
      { key: "transferStepsPerLayer", label: "Transfer", unit: "steps a layer", explanation: "Each layer first learns to give what the teacher's layer gives; regular schedule" },
      { key: "distillationSteps", label: "Distillation", unit: "steps", explanation: "Then the whole student learns the teacher's answers; regular schedule" },
      { key: "flashShare", label: "Flash share", unit: "of regular", explanation: "The share of the regular schedule that each trial of the search gets" },
    ],
  },
  {
    title: "Text in each step",
    fields: [
      { key: "batchSize", label: "Batch size", unit: "pairs", explanation: "Sentence pairs in one step" },
      { key: "sequenceLength", label: "Sequence length", unit: "word pieces", explanation: "Longer pairs are cut" },
      { key: "maskProbability", label: "Hidden share", unit: "of pieces", explanation: "Share of word pieces hidden for guessing" },
    ],
  },
  {
    title: "Learning",
    fields: [
      { key: "transferLearningRate", label: "Transfer rate", explanation: "How far one step may change the student while layers are transferred" },
      { key: "distillationLearningRate", label: "Distillation rate", explanation: "The same, while the whole student is distilled" },
      { key: "warmupShare", label: "Warm-up share", unit: "of steps", explanation: "The rate rises in these first steps and falls to zero in the others" },
      { key: "weightDecay", label: "Weight decay", explanation: "Pulls unused weights towards zero" },
    ],
  },
  {
    title: "What counts",
    fields: [
      { key: "featureMapWeight", label: "Feature maps", explanation: "Weight of the distance between the layers' outputs" },
      { key: "featureMeanWeight", label: "Feature means", explanation: "Weight of the distance between their means" },
      { key: "featureVarianceWeight", label: "Feature variances", explanation: "Weight of the distance between their variances" },
      { key: "attentionWeight", label: "Attention", explanation: "Weight of the distance between their attention" },
      { key: "groundTruthShare", label: "Ground truth", unit: "of target", explanation: "Share of the right word in the target; the rest is the teacher's opinion" },
    ],
  },
];

export function ScheduleSection({ plan }: { readonly plan: Plan | null }) {
  const { requirements, problem, set, setSchedule } = useDraft();
  const { schedule, earlyStopping = null } = requirements;
  const steps = plan === null ? "" : `${rangeSentence(plan.stepsPerTrial, formatWhole)} steps a trial, `;
  const share = Number.isFinite(schedule.flashShare) ? formatShare(schedule.flashShare, 0) : "…";
  return (
    <Section title="Schedules" now={`${steps}${share} of the regular schedule`} problem={problem("schedule") ?? problem("earlyStopping")}>
      <p class="muted prose">
        Every student gets the same schedule. Trials run a <Word of="flash">flash distillation</Word>; students you keep can be
        trained on the regular schedule afterwards.
      </p>
      <div class="stack-tight">
        <CheckField
          label="Give up hopeless trials early"
          explanation="A trial's loss is compared with what finished trials had at the same step. One that is given up counts as a trial, takes less time, and still teaches the search"
          checked={earlyStopping !== null}
          onChange={(wanted) => set({ earlyStopping: wanted ? usualEarlyStopping : null })}
        />
        <p class="muted small">{earlyStoppingSentence(earlyStopping)}</p>
        <Refusal message={problem("earlyStopping")} />
        <CheckField
          label="Try close calls again"
          explanation="Where noise leaves open whether a student belongs on the front, some trials train and measure it again, up to three times in all; its trials then count by their mean"
          checked={requirements.repeats ?? false}
          onChange={(repeats) => set({ repeats })}
        />
      </div>
      {fieldGroups.map(({ title, fields }) => (
        <fieldset key={title} class="stack-tight">
          <legend>{title}</legend>
          <div class="fields">
            {fields.map(({ key, ...field }) => (
              <NumberField
                key={key}
                {...field}
                value={schedule[key]}
                refusal={problem(`schedule.${key}`)}
                onChange={(value) => setSchedule({ [key]: value })}
              />
            ))}
            {title === "Learning" && (
              <SelectField
                label="Optimiser"
                explanation="LAMB suits large batches and big learning rates; AdamW is the common choice"
                value={schedule.optimiser}
                options={[
                  { value: "lamb", label: "LAMB" },
                  { value: "adamw", label: "AdamW" },
                ]}
                onChange={(optimiser) => setSchedule({ optimiser })}
              />
            )}
          </div>
        </fieldset>
      ))}
    </Section>
  );
}
