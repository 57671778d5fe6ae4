import { downstreamFacts } from "../../study/downstream.ts";
import { lazy } from "../parts/lazy.tsx";
import { Section } from "./section.tsx";
import { useDraft } from "./use-draft.ts";

// Most studies have none.
const DownstreamBody = lazy(() => import("./downstream-body.tsx").then(({ DownstreamBody }) => DownstreamBody));

/** Tasks on which students are judged after fine-tuning. */
export function DownstreamSection() {
  const { requirements, problem } = useDraft();
  const names = requirements.downstream?.tasks.map(({ task }) => downstreamFacts(task).label) ?? [];
  return (
    <Section title="Downstream tasks" now={names.length === 0 ? "none" : names.join(", ")} problem={problem("downstream")}>
      {() => <DownstreamBody />}
    </Section>
  );
}
