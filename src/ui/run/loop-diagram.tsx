import { Word } from "../parts/glossary.tsx";
import type { LoopStep } from "./loop-steps.ts";

/** Three boxes in a row and the way back: what was measured steers what is tried next. */
export function LoopDiagram({ steps, paused }: { readonly steps: readonly LoopStep[]; readonly paused: boolean }) {
  return (
    <div class="loop" data-paused={paused}>
      <ol class="loop-steps" aria-label="The loop">
        {steps.map(({ name, label, here, detail }) => (
          <li key={name} class="loop-step" aria-current={here ? "step" : undefined}>
            <span class="loop-label">
              <Word of={name}>{label}</Word>
            </span>
            <span class="loop-detail">{detail}</span>
          </li>
        ))}
      </ol>
      <p class="loop-return">every measurement steers the next choice</p>
    </div>
  );
}
