import type { ComponentChildren } from "preact";

export interface NoticeProps {
  readonly tone: "info" | "warning" | "danger";
  readonly title: string;
  readonly children?: ComponentChildren;
  /** Read out at once: for something that has just gone wrong. */
  readonly urgent?: boolean;
}

const words = { info: "Note", warning: "Warning", danger: "Problem" } as const;

/** Something the person should know where they are looking. Its tone is told in words too, not by colour alone. */
export function Notice({ tone, title, children, urgent = false }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={urgent ? "alert" : "note"}>
      <p class="notice-title">
        <span class="notice-kind">{words[tone]}</span> {title}
      </p>
      {children}
    </div>
  );
}

/** What failed, in the order in which a person asks. */
export function FailureNotice(props: {
  readonly title: string;
  readonly happened: string;
  readonly safe: string;
  readonly advice: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <Notice tone="danger" title={props.title} urgent>
      <dl class="failure">
        <dt>What happened</dt>
        <dd>{props.happened}</dd>
        <dt>What is safe</dt>
        <dd>{props.safe}</dd>
        <dt>What to do</dt>
        <dd>{props.advice}</dd>
      </dl>
      {props.children !== undefined && <div class="row">{props.children}</div>}
    </Notice>
  );
}

/** A view with nothing to show yet, and the way to something. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Waiting for something that usually takes less than a second. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="loading muted" role="status">
      {what}
    </p>
  );
}
