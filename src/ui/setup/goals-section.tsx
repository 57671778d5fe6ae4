import { notMeasurable } from "../../study/measurable.ts";
import { metricNames, metrics, type MetricName } from "../../study/metrics.ts";
import type { Constraint, Objective, Requirements } from "../../study/requirements.ts";
import { Button } from "../parts/button.tsx";
import { NumberField, Refusal, SelectField } from "../parts/field.tsx";
import { Section } from "./section.tsx";
import { useDraft } from "./use-draft.ts";
import { boundOf, constraintSentence, objectiveSentence, typedUnit, typedValue } from "./words.ts";

/** Metrics that can be measured, and the one that is chosen, so that a file's wish stays visible. */
const metricOptions = (requirements: Requirements, chosen: MetricName) =>
  metricNames
    .filter((metric) => metric === chosen || notMeasurable(metric, requirements) === null)
    .map((value) => ({ value, label: metrics[value].label }));

/** The way people want it; a file may ask for the other. */
const directionOf = (metric: MetricName): Objective["direction"] => (metrics[metric].better === "lower" ? "minimise" : "maximise");

const objectivesLimit = 4;
const constraintsLimit = 8;

export function ObjectivesSection() {
  const { requirements, problem, set } = useDraft();
  const { objectives } = requirements;
  const unused = metricNames.filter((metric) => notMeasurable(metric, requirements) === null && objectives.every((objective) => objective.metric !== metric));
  const first = unused[0];
  const replace = (index: number, objective: Objective) =>
    set({ objectives: objectives.map((other, at) => (at === index ? objective : other)) });
  return (
    <Section title="Objectives" now={objectives.map(objectiveSentence).join("; ")} problem={problem("objectives")}>
      <p class="muted prose">What the search gets better at. With two or more it looks for the best trade-offs between them.</p>
      <ul class="stack-tight">
        {objectives.map((objective, index) => (
          <li key={index} class="sentence">
            <SelectField
              label={`Objective ${index + 1}`}
              explanation={metrics[objective.metric].explanation}
              value={objective.metric}
              options={metricOptions(requirements, objective.metric)}
              refusal={problem(`objectives.${index}`)}
              onChange={(metric) => replace(index, { metric, direction: directionOf(metric) })}
            />
            <span class="sentence-word">as {objective.direction === "minimise" ? "low" : "high"} as possible</span>
            {objectives.length > 1 && (
              <Button
                tone="quiet"
                label={`Remove: ${objectiveSentence(objective)}`}
                onClick={() => set({ objectives: objectives.filter((_, at) => at !== index) })}
              >
                Remove
              </Button>
            )}
          </li>
        ))}
      </ul>
      {first !== undefined && objectives.length < objectivesLimit && (
        <div>
          <Button tone="quiet" onClick={() => set({ objectives: [...objectives, { metric: first, direction: directionOf(first) }] })}>
            Add an objective
          </Button>
        </div>
      )}
    </Section>
  );
}

export function ConstraintsSection() {
  const { requirements, problem, set } = useDraft();
  const { constraints } = requirements;
  const replace = (index: number, part: Partial<Constraint>) =>
    set({ constraints: constraints.map((other, at) => (at === index ? { ...other, ...part } : other)) });
  const now = constraints.length === 0 ? "none" : constraints.map(constraintSentence).join("; ");
  return (
    <Section title="Constraints" now={now} problem={problem("constraints")}>
      <p class="muted prose">What a student must keep to be of use. The search avoids students that will not.</p>
      <ul class="stack-tight">
        {constraints.map((constraint, index) => (
          <li key={index} class="sentence">
            <SelectField
              label={`Constraint ${index + 1}`}
              explanation={metrics[constraint.metric].explanation}
              value={constraint.metric}
              options={metricOptions(requirements, constraint.metric)}
              refusal={problem(`constraints.${index}.metric`)}
              onChange={(metric) =>
                replace(index, {
                  metric,
                  bound: metrics[metric].better === "lower" ? "atMost" : "atLeast",
                  value: boundOf(metric, typedValue(constraint)),
                })
              }
            />
            <SelectField
              label="is"
              value={constraint.bound}
              options={[
                { value: "atMost", label: "at most" },
                { value: "atLeast", label: "at least" },
              ]}
              onChange={(bound) => replace(index, { bound })}
            />
            <NumberField
              label="this much"
              value={typedValue(constraint)}
              unit={typedUnit(constraint.metric).unit}
              refusal={problem(`constraints.${index}.value`)}
              onChange={(typed) => replace(index, { value: boundOf(constraint.metric, typed) })}
            />
            <Button
              tone="quiet"
              label={`Remove: ${constraintSentence(constraint)}`}
              onClick={() => set({ constraints: constraints.filter((_, at) => at !== index) })}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <Refusal message={constraints.length === 0 || constraints.every((_, index) => problem(`constraints.${index}`) === null) ? problem("constraints") : null} />
      {constraints.length < constraintsLimit && (
        <div>
          <Button
            tone="quiet"
            onClick={() => set({ constraints: [...constraints, { metric: "latencyMs", bound: "atMost", value: 20 }] })}
          >
            Add a constraint
          </Button>
        </div>
      )}
    </Section>
  );
}
