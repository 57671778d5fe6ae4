import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { axisLabels, type AxisName } from "../../study/architecture.ts";
import { metrics, type MetricName } from "../../study/metrics.ts";
import { tooltipPosition, type Position } from "./tooltip-position.ts";

/** A word of the field with a one-line explanation on hover and focus; Escape hides it. */
export function Term({ explanation, children }: { readonly explanation: string; readonly children: ComponentChildren }) {
  const id = useId();
  const word = useRef<HTMLElement>(null);
  const bubble = useRef<HTMLSpanElement>(null);
  const [position, setPosition] = useState<Position | null>(null);
  const hide = () => setPosition(null);
  const show = () => {
    if (word.current === null || bubble.current === null) return;
    const view = { width: document.documentElement.clientWidth, height: window.innerHeight };
    const size = { width: bubble.current.offsetWidth, height: bubble.current.offsetHeight };
    setPosition(tooltipPosition(word.current.getBoundingClientRect(), size, view));
  };
  // With the bubble, not after it is painted: whoever presses Escape at once is heard.
  useLayoutEffect(() => {
    if (position === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };
    // Its place is fixed to the window, the word's is not.
    window.addEventListener("scroll", hide, { capture: true, passive: true });
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("scroll", hide, { capture: true });
      window.removeEventListener("keydown", onKey);
    };
  }, [position]);
  return (
    <span class="term" onPointerEnter={show} onPointerLeave={hide}>
      <dfn ref={word} tabIndex={0} aria-describedby={id} onFocus={show} onBlur={hide}>
        {children}
      </dfn>
      <span
        ref={bubble}
        role="tooltip"
        id={id}
        class="tooltip"
        data-open={position !== null}
        style={position === null ? {} : { left: `${position.left}px`, top: `${position.top}px` }}
      >
        {explanation}
      </span>
    </span>
  );
}

export function MetricTerm({ metric }: { readonly metric: MetricName }) {
  return <Term explanation={metrics[metric].explanation}>{metrics[metric].label}</Term>;
}

export function AxisTerm({ axis }: { readonly axis: AxisName }) {
  return <Term explanation={axisLabels[axis].explanation}>{axisLabels[axis].label}</Term>;
}
