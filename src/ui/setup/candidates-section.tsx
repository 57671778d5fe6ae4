import { axisLabels, axisNames, type Architecture, type AxisName } from "../../study/architecture.ts";
import { baselineArchitecture } from "../../study/baseline.ts";
import { withCandidates } from "../../study/candidates.ts";
import { candidatesLimit } from "../../study/requirements.ts";
import { Button } from "../parts/button.tsx";
import { Refusal, SelectField } from "../parts/field.tsx";
import { formatCounted } from "../parts/format.ts";
import { useStore } from "../state/context.ts";
import { Section } from "./section.tsx";
import { useDraft } from "./use-draft.ts";

/** Architectures the person wants to see tried, whatever the search would think of them. */
export function CandidatesSection() {
  const { draft } = useStore();
  const { requirements, teacher, problem } = useDraft();
  const { candidates = [], space } = requirements;
  const change = (to: (candidates: readonly Architecture[]) => readonly Architecture[]) =>
    draft.change((before) => withCandidates(before, to(before.candidates ?? [])));
  const add = () =>
    // The baseline can always be built; it is what most people begin to vary.
    change((before) => [...before, before.at(-1) ?? baselineArchitecture(requirements, teacher?.hiddenSize)]);
  const set = (index: number, axis: AxisName, value: string) =>
    change((before) => before.map((candidate, at) => (at === index ? { ...candidate, [axis]: Number(value) } : candidate)));
  const now = candidates.length === 0 ? "nothing of your own" : formatCounted(candidates.length, "student");
  return (
    <Section title="Try these first" now={now} problem={problem("candidates")}>
      <p class="muted prose">Students of your own choice, tried right after the baseline. The search learns from them as from any other trial.</p>
      <ul class="stack-tight">
        {candidates.map((candidate, index) => (
          <li key={index} class="candidate">
            {axisNames.map((axis) => (
              <SelectField
                key={axis}
                label={axisLabels[axis].label}
                value={String(candidate[axis])}
                options={[...new Set([...space[axis], candidate[axis]])].map((value) => ({ value: String(value), label: String(value) }))}
                onChange={(value) => set(index, axis, value)}
              />
            ))}
            <Button tone="quiet" label={`Remove student ${index + 1}`} onClick={() => change((before) => before.filter((_, at) => at !== index))}>
              Remove
            </Button>
            <Refusal message={problem(`candidates.${index}`)} />
          </li>
        ))}
      </ul>
      {candidates.length < candidatesLimit && (
        <div>
          <Button tone="quiet" disabled={problem("space") !== null} onClick={add}>
            Add a student
          </Button>
        </div>
      )}
    </Section>
  );
}
