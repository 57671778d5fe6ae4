import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

export interface SectionProps {
  readonly title: string;
  /** What is chosen, so that a folded section still tells. */
  readonly now: string;
  /** What is wrong inside; it opens the section. */
  readonly problem?: string | null;
  /** A function's are made when the section is opened. */
  readonly children: ComponentChildren | (() => ComponentChildren);
}

export function Section({ title, now, problem = null, children }: SectionProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (problem !== null) setOpen(true);
  }, [problem]);
  return (
    <details class="section" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h3>{title}</h3>
        <span class={problem === null ? "section-now" : "section-now refusal"}>{problem === null ? now : "needs attention"}</span>
      </summary>
      <div class="section-body stack">{typeof children === "function" ? open && children() : children}</div>
    </details>
  );
}
