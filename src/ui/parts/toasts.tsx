import type { ReadonlySignal } from "@preact/signals";

export interface Toast {
  readonly id: number;
  readonly tone: "info" | "danger";
  readonly message: string;
}

/** Short words about something that has just happened; problems stay until they are dismissed. */
export function Toasts(props: { readonly toasts: ReadonlySignal<readonly Toast[]>; readonly onDismiss: (id: number) => void }) {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {props.toasts.value.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.tone}`}>
          <p>{toast.message}</p>
          <button type="button" class="toast-dismiss" aria-label="Dismiss" onClick={() => props.onDismiss(toast.id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
