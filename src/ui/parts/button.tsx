import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export interface ButtonProps {
  readonly children: ComponentChildren;
  /** Where it rejects, the caller has already told the person. */
  readonly onClick: () => void | Promise<unknown>;
  readonly tone?: "primary" | "plain" | "quiet" | "danger";
  readonly disabled?: boolean;
  /** Only where the visible words do not say what it acts on: "Delete Built-in study". */
  readonly label?: string;
  readonly pressed?: boolean;
}

/** A button that is busy, and cannot be pressed again, until what it started has ended. */
export function Button({ children, onClick, tone = "plain", disabled = false, label, pressed }: ButtonProps) {
  const [busy, setBusy] = useState(false);
  const press = () => {
    const outcome = onClick();
    if (!(outcome instanceof Promise)) return;
    setBusy(true);
    const settle = () => setBusy(false);
    outcome.then(settle, settle);
  };
  return (
    <button
      type="button"
      class={`button button-${tone}`}
      // Not `disabled`: a busy button keeps the focus.
      aria-disabled={busy || undefined}
      disabled={disabled}
      aria-label={label}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : press}
    >
      {children}
    </button>
  );
}

/** A link that looks like a button: it leads somewhere, so it is a link. */
export function ButtonLink(props: { readonly href: string; readonly tone?: "primary" | "plain"; readonly children: ComponentChildren }) {
  return (
    <a class={`button button-${props.tone ?? "plain"}`} href={props.href}>
      {props.children}
    </a>
  );
}
