import { useId, useState } from "preact/hooks";
import { axisLabels, axisNames, type AxisName } from "../../study/architecture.ts";
import type { Template } from "../../study/templates/template.ts";
import { CheckField, NumberField, Refusal, SelectField } from "../parts/field.tsx";
import { formatCount, formatCounted } from "../parts/format.ts";
import { AxisTerm } from "../parts/term.tsx";
import type { Plan } from "../state/plan.ts";
import { pinnedValue, withAdded, withoutValue } from "./axis-values.ts";
import { Section } from "./section.tsx";
import { useDraft } from "./use-draft.ts";
import { rangeSentence } from "./words.ts";

export function SpaceSection({ plan }: { readonly plan: Plan | null }) {
  const { requirements, problem, set } = useDraft();
  const { space, template } = requirements;
  const setTemplate = (part: Partial<Template>) => set({ template: { ...template, ...part } });
  const count = plan === null ? "no student can be built" : formatCounted(plan.architectures, "student");
  const parameters = plan === null || plan.parameters === null ? "" : `, ${rangeSentence(plan.parameters, formatCount)} parameters`;
  return (
    <Section title="Design space" now={`${count}${parameters}`} problem={problem("space") ?? problem("template")}>
      <p class="muted prose">Every student takes one value from each row. More values give the search more to choose from; a click on a value pins it, so that all have it, and another gives the others back.</p>
      <p aria-live="polite">
        <strong>{count}</strong>
        {parameters}
      </p>
      <div class="axes">
        {axisNames.map((axis) => (
          <AxisRow
            key={axis}
            axis={axis}
            values={space[axis]}
            refusal={problem(`space.${axis}`)}
            onChange={(values) => set({ space: { ...space, [axis]: [...values] } })}
          />
        ))}
      </div>
      <Refusal message={problem("space") !== null && axisNames.every((axis) => problem(`space.${axis}`) === null) ? problem("space") : null} />
      <h4>What all students share</h4>
      <div class="fields">
        <NumberField
          label="Embedding size"
          explanation="Numbers that stand for one word piece before the first block"
          value={template.embeddingSize}
          refusal={problem("template.embeddingSize")}
          onChange={(embeddingSize) => setTemplate({ embeddingSize })}
        />
        <SelectField
          label="Normalisation"
          explanation="NoNorm scales and shifts without statistics, which is faster; LayerNorm trains more steadily"
          value={template.normalization}
          options={[
            { value: "no_norm", label: "NoNorm" },
            { value: "layer_norm", label: "LayerNorm" },
          ]}
          onChange={(normalization) => setTemplate({ normalization })}
        />
        <SelectField
          label="Activation"
          explanation="What happens between the two halves of a feed-forward network"
          value={template.activation}
          options={[
            { value: "relu", label: "ReLU" },
            { value: "gelu", label: "GELU" },
          ]}
          onChange={(activation) => setTemplate({ activation })}
        />
      </div>
      <div class="row">
        <CheckField
          label="Trigram input"
          explanation="Each word piece also sees its two neighbours before the first block"
          checked={template.trigramInput}
          onChange={(trigramInput) => setTemplate({ trigramInput })}
        />
        <CheckField
          label="Shared key and query bottleneck"
          explanation="Attention keys and queries are made from one narrowed input, which saves time"
          checked={template.keyQuerySharedBottleneck}
          onChange={(keyQuerySharedBottleneck) => setTemplate({ keyQuerySharedBottleneck })}
        />
        <CheckField
          label="Bottleneck attention"
          explanation="Values too are made from the narrowed input"
          checked={template.useBottleneckAttention}
          onChange={(useBottleneckAttention) => setTemplate({ useBottleneckAttention })}
        />
      </div>
    </Section>
  );
}

interface AxisRowProps {
  readonly axis: AxisName;
  readonly values: readonly number[];
  readonly refusal: string | null;
  readonly onChange: (values: readonly number[]) => void;
}

/** The values of one axis as chips, with a field to add more. */
function AxisRow({ axis, values, refusal, onChange }: AxisRowProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [complaint, setComplaint] = useState<string | null>(null);
  /** What was there before a value was pinned. */
  const [others, setOthers] = useState<readonly number[] | null>(null);
  const name = axisLabels[axis].label;
  const add = () => {
    const change = withAdded(axis, values, typed);
    if ("refusal" in change) return setComplaint(change.refusal);
    setTyped("");
    setComplaint(null);
    setOthers(null);
    onChange(change.values);
  };
  const pinned = pinnedValue(values, others);
  const toggle = (value: number) => {
    setOthers(pinned === null ? values : null);
    onChange(pinned === null ? [value] : (others ?? values));
  };
  return (
    <div class="axis" role="group" aria-labelledby={id}>
      <span class="axis-name" id={id}>
        <AxisTerm axis={axis} />
      </span>
      <div class="chips">
        {values.map((value) => (
          <span key={value} class="chip">
            {values.length === 1 && pinned === null ? (
              value
            ) : (
              <button
                type="button"
                class="chip-value"
                aria-label={`Pin ${name} to ${value}`}
                aria-pressed={value === pinned}
                onClick={() => toggle(value)}
              >
                {value}
              </button>
            )}
            {values.length > 1 && (
              <button type="button" class="chip-remove" aria-label={`Remove ${value} from ${name}`} onClick={() => onChange(withoutValue(values, value))}>
                ×
              </button>
            )}
          </span>
        ))}
        <form
          class="chip-add"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <input
            class="input"
            type="text"
            inputMode="numeric"
            autocomplete="off"
            aria-label={`Add to ${name}`}
            aria-invalid={complaint === null ? undefined : true}
            placeholder="add"
            value={typed}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setComplaint(null);
            }}
          />
          <button type="submit" class="button button-quiet" disabled={typed.trim() === ""} aria-label={`Add the value to ${name}`}>
            +
          </button>
        </form>
      </div>
      <Refusal message={complaint ?? refusal} />
    </div>
  );
}
