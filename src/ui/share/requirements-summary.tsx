import { architectureKey, axisLabels } from "../../study/architecture.ts";
import { axesOf } from "../../study/requirements.ts";
import type { Study } from "../../study/study.ts";
import { formatCounted } from "../parts/format.ts";
import { constraintSentence, earlyStoppingSentence, objectiveSentence, teacherSentence } from "../setup/words.ts";

/** What a study asks for, in sentences, for someone who decides whether to run it here. */
export function RequirementsSummary({ study }: { readonly study: Study }) {
  const { requirements, teacher, corpus } = study;
  const { budget, candidates = [], constraints, objectives, prior = [], target } = requirements;
  const facts: readonly (readonly [string, string])[] = [
    ["Objectives", objectives.map(objectiveSentence).join("; ")],
    ["Constraints", constraints.length === 0 ? "None" : constraints.map(constraintSentence).join("; ")],
    ["Budget", budget.kind === "trials" ? formatCounted(budget.trials, "trial") : formatCounted(budget.minutes, "minute")],
    ["Close calls", requirements.repeats === true ? "Some trials try them again." : "Every student is tried once."],
    ["Hopeless trials", earlyStoppingSentence(requirements.earlyStopping)],
    ["Target", `${formatCounted(target.batchSize, "input")} of ${target.sequenceLength} word pieces a pass`],
    ["Teacher", `${teacher.name}: ${teacherSentence(teacher)}`],
    ["Text", corpus.name],
    ...(candidates.length === 0 ? [] : [["Tried first", candidates.map(architectureKey).join(", ")] as const]),
    ...(prior.length === 0 ? [] : [["Learns from", prior.map(({ name }) => name).join(", ")] as const]),
    ...axesOf(requirements).map(({ axis, values }) => [axisLabels[axis].label, values.join(", ")] as const),
  ];
  return (
    <dl class="requirements-summary">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
