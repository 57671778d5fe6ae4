import type { ComponentChildren } from "preact";

export interface Figure {
  readonly key: string;
  readonly label: ComponentChildren;
  /** With its unit; null where it is not known yet. */
  readonly value: ComponentChildren | null;
  /** Interval, sample count, what it is compared with. */
  readonly note?: ComponentChildren;
}

/** Numbers first: a row of labelled readings. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ key, label, value, note }) => (
        <div key={key} class="figure">
          <dt>{label}</dt>
          <dd>
            <span class="figure-value">{value ?? "–"}</span>
            {note !== undefined && <span class="figure-note">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
