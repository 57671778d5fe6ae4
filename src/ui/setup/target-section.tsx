import { backendNames } from "../../study/device.ts";
import { metrics } from "../../study/metrics.ts";
import type { Requirements } from "../../study/requirements.ts";
import { servingMetrics, servingOf } from "../../study/serving.ts";
import { servingNames, type ServingName } from "../../study/serving-names.ts";
import { CheckField, ChoiceField, NumberField, SelectField } from "../parts/field.tsx";
import { formatCounted } from "../parts/format.ts";
import { useStore } from "../state/context.ts";
import type { TimeEstimate } from "../state/plan.ts";
import { Section } from "./section.tsx";
import { useDraft } from "./use-draft.ts";
import { backendLabels, servingDownloads, servingLabels, timeSentence } from "./words.ts";

type Target = Requirements["target"];

const backendOptions = [
  { value: "auto" as const, label: "Choose for me" },
  ...backendNames.map((value) => ({ value, label: backendLabels[value] })),
];

export function BudgetSection({ estimate }: { readonly estimate: TimeEstimate | null }) {
  const { requirements, problem, set } = useDraft();
  const { budget } = requirements;
  const amount = budget.kind === "trials" ? formatCounted(budget.trials, "trial") : formatCounted(budget.minutes, "minute");
  const time = timeSentence(estimate, budget);
  const now = budget.kind === "trials" && estimate !== null ? `${amount}, ${time}` : amount;
  return (
    <Section title="Budget" now={now} problem={problem("budget")}>
      <ChoiceField
        legend="What ends the study"
        value={budget.kind}
        options={[
          { value: "trials", label: "A number of trials" },
          { value: "minutes", label: "Minutes of training" },
        ]}
        onChange={(kind) => set({ budget: kind === "trials" ? { kind, trials: 10 } : { kind, minutes: 30 } })}
      />
      <div class="fields">
        {budget.kind === "trials" ? (
          <NumberField
            label="Trials"
            hint="The baseline runs first and is not counted."
            value={budget.trials}
            refusal={problem("budget.trials")}
            onChange={(trials) => set({ budget: { kind: "trials", trials } })}
          />
        ) : (
          <NumberField
            label="Minutes"
            unit="min"
            value={budget.minutes}
            refusal={problem("budget.minutes")}
            onChange={(minutes) => set({ budget: { kind: "minutes", minutes } })}
          />
        )}
      </div>
      <p class="muted">Time: {time}.</p>
    </Section>
  );
}

export function TargetSection() {
  const store = useStore();
  const { requirements, problem, set } = useDraft();
  const { target, evaluation, seed } = requirements;
  const setTarget = (part: Partial<Target>) => set({ target: { ...target, ...part } });
  const chooseBackend = (backend: Target["backend"]) => {
    setTarget({ backend });
    void store.attempt("Looking at this device", () => store.lab.device(backend));
  };
  const serve = (name: ServingName, wanted: boolean) => {
    const { serving = [], ...rest } = target;
    const chosen = servingNames.filter((other) => (other === name ? wanted : serving.includes(other)));
    set({ target: chosen.length > 0 ? { ...rest, serving: chosen } : rest });
  };
  const served = servingOf(requirements);
  const backend = target.backend === "auto" ? "best backend" : backendLabels[target.backend];
  return (
    <Section
      title="Target and measurement"
      now={[`batch of ${target.batchSize}`, `${target.sequenceLength} word pieces`, backend, ...served.map((name) => servingLabels[name])].join(", ")}
      problem={problem("target") ?? problem("evaluation") ?? problem("seed")}
    >
      <p class="muted prose">How students will be used, so how they are timed: on this device, with requests of this shape.</p>
      <div class="fields">
        <NumberField
          label="Requests at once"
          explanation="Texts in one forward pass; 1 is one person waiting for one answer"
          value={target.batchSize}
          refusal={problem("target.batchSize")}
          onChange={(batchSize) => setTarget({ batchSize })}
        />
        <NumberField
          label="Length of a request"
          unit="word pieces"
          value={target.sequenceLength}
          refusal={problem("target.sequenceLength")}
          onChange={(sequenceLength) => setTarget({ sequenceLength })}
        />
        <SelectField
          label="Backend"
          explanation="What runs the arithmetic in this browser"
          value={target.backend}
          options={backendOptions}
          refusal={problem("target.backend")}
          onChange={chooseBackend}
        />
        <fieldset class="stack-tight">
          <legend class="field-label">Time students also in</legend>
          {servingNames.map((name) => (
            <CheckField
              key={name}
              label={servingLabels[name]}
              explanation={`${metrics[servingMetrics[name]].explanation}. Fetches ${servingDownloads[name]} when the study starts`}
              checked={served.includes(name)}
              disabled={served.includes(name) && target.serving?.includes(name) !== true}
              onChange={(wanted) => serve(name, wanted)}
            />
          ))}
        </fieldset>
        <NumberField
          label="Held-out pairs"
          explanation="Sentence pairs accuracy is measured on; more give narrower intervals and take longer"
          value={evaluation.examples}
          refusal={problem("evaluation.examples")}
          onChange={(examples) => set({ evaluation: { examples } })}
        />
        <NumberField
          label="Seed"
          explanation="The same seed gives the same study on the same device"
          value={seed}
          refusal={problem("seed")}
          onChange={(value) => set({ seed: value })}
        />
      </div>
    </Section>
  );
}
