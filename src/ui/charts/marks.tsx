/** Marks differ in shape as well as in colour. */
import type { MarkKind, Tone } from "./mark-kinds.ts";

/** One mark about the origin. */
export function Mark({ kind }: { readonly kind: MarkKind }) {
  switch (kind) {
    case "front":
      return <circle class="mark mark-front" r="5" />;
    case "candidate":
      return <circle class="mark mark-candidate" r="4.5" />;
    case "dominated":
      return <circle class="mark mark-dominated" r="4" />;
    case "regular":
      return <path class="mark mark-regular" d="M0 -6.5 L6 4.5 L-6 4.5 Z" />;
    case "baseline":
      return <path class="mark mark-baseline" d="M0 -6.5 L6.5 0 L0 6.5 L-6.5 0 Z" />;
    case "infeasible":
      return <path class="mark mark-infeasible" d="M-4 -4 L4 4 M-4 4 L4 -4" />;
    case "running":
      return <circle class="mark mark-running" r="4.5" />;
  }
}

/** A mark in the middle of a 16 px swatch. */
export function MarkSwatch({ kind }: { readonly kind: MarkKind }) {
  return (
    <g transform="translate(8 8)">
      <Mark kind={kind} />
    </g>
  );
}

/** Of a curve, or, dashed, of a line to compare with. */
export function LineSwatch({ tone, of = "line" }: { readonly tone: Tone; readonly of?: "line" | "reference" }) {
  return <line class={`chart-${of} tone-${tone}`} x1="0" x2="16" y1="8" y2="8" />;
}
