import { Figures } from "../parts/figures.tsx";
import { formatCount, formatMetric, formatWhole } from "../parts/format.ts";
import { Word } from "../parts/glossary.tsx";
import { MetricTerm, Term } from "../parts/term.tsx";
import type { Plan } from "../state/plan.ts";
import { rangeSentence } from "./words.ts";

/** What the draft amounts to; changes with every key. */
export function PlanFigures({ plan }: { readonly plan: Plan | null }) {
  return (
    <Figures
      figures={[
        {
          key: "architectures",
          label: <Word of="designSpace">Students to choose from</Word>,
          value: plan === null ? null : formatWhole(plan.architectures),
        },
        {
          key: "parameters",
          label: <MetricTerm metric="parameters" />,
          value: plan === null || plan.parameters === null ? null : rangeSentence(plan.parameters, formatCount),
        },
        {
          key: "flops",
          label: <MetricTerm metric="flops" />,
          value: plan === null ? null : rangeSentence(plan.flops, (value) => formatMetric("flops", value)),
        },
        {
          key: "steps",
          label: <Term explanation="Batches of text each student learns from before it is measured">Steps a trial</Term>,
          value: plan === null ? null : rangeSentence(plan.stepsPerTrial, formatWhole),
        },
      ]}
    />
  );
}
