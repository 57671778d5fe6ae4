import { useSignal } from "@preact/signals";
import { messageOf } from "../../base/errors.ts";
import { earlierStudiesLimit } from "../../study/earlier-study.ts";
import { snapshotOf } from "../../study/snapshot.ts";
import type { StudyId } from "../../study/study.ts";
import { CheckField, Refusal } from "../parts/field.tsx";
import { formatCounted } from "../parts/format.ts";
import { useStore } from "../state/context.ts";
import { earlierStudies, fewestTeachingTrials, metricsInCommon, withPrior } from "./prior.ts";
import { Section } from "./section.tsx";
import { useDraft } from "./use-draft.ts";

/** Studies kept here, and those a file or link brought, to begin from what they found out. */
export function PriorSection() {
  const store = useStore();
  const { requirements, problem } = useDraft();
  const refusal = useSignal<string | null>(null);
  const prior = requirements.prior ?? [];
  const choices = earlierStudies(prior, store.studies.value ?? []);
  const toggle = async (id: StudyId, wanted: boolean) => {
    refusal.value = null;
    const others = (study: { readonly id: StudyId }) => study.id !== id;
    if (!wanted) return store.draft.change((draft) => withPrior(draft, (draft.prior ?? []).filter(others)));
    try {
      const snapshot = snapshotOf(await store.study(id));
      if (metricsInCommon(snapshot, requirements).length === 0)
        refusal.value = `"${snapshot.name}" measured nothing of what this study is about`;
      else store.draft.change((draft) => withPrior(draft, [...(draft.prior ?? []).filter(others), snapshot]));
    } catch (thrown) {
      refusal.value = messageOf(thrown);
    }
  };
  const now = prior.length === 0 ? "nothing" : prior.map(({ name }) => name).join("; ");
  return (
    <Section title="Learn from an earlier study" now={now} problem={problem("prior")}>
      <p class="muted prose">
        A study on another device or of another teacher often tells which students are good here. The search begins from what
        it found and drops it, metric by metric, as soon as the trials here contradict it.
      </p>
      {choices.length === 0 ? (
        <p>No study with at least {formatCounted(fewestTeachingTrials, "trial")} is kept here yet.</p>
      ) : (
        <ul class="stack-tight">
          {choices.map(({ id, label, chosen }) => (
            <li key={id}>
              <CheckField
                label={label}
                checked={chosen}
                disabled={!chosen && prior.length >= earlierStudiesLimit}
                onChange={(wanted) => void toggle(id, wanted)}
              />
            </li>
          ))}
        </ul>
      )}
      <Refusal message={refusal.value ?? problem("prior")} />
    </Section>
  );
}
