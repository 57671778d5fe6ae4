import { useRef, useState } from "preact/hooks";

/** Where an arrow key leads from one point; null: the key means nothing here. */
export type Walk = (from: number, key: string) => number | null;

/**
 * Walks along one order with Left and Right and along another with Up and Down; Home and End go to the first order's
 * ends. Orders are lists of indices.
 */
export function walkAlong(across: readonly number[], upwards: readonly number[]): Walk {
  const stepped = (order: readonly number[], from: number, by: number) => {
    const place = order.indexOf(from);
    return order[Math.min(order.length - 1, Math.max(0, place + by))] ?? null;
  };
  return (from, key) => {
    switch (key) {
      case "ArrowRight":
        return stepped(across, from, 1);
      case "ArrowLeft":
        return stepped(across, from, -1);
      case "ArrowUp":
        return stepped(upwards, from, 1);
      case "ArrowDown":
        return stepped(upwards, from, -1);
      case "Home":
        return across[0] ?? null;
      case "End":
        return across.at(-1) ?? null;
      default:
        return null;
    }
  };
}

/** One tab stop for many points (WAI-ARIA's roving tabindex): arrow keys move it, and focus with it. */
export function useRoving(count: number, walk: Walk, home: number) {
  const [stop, setStop] = useState<number | null>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const elements = useRef(new Map<number, SVGGElement>());
  const current = stop !== null && stop < count ? stop : home;
  return {
    focused: focused !== null && focused < count ? focused : null,
    /** Attributes of the point at `index`. */
    point: (index: number) => ({
      // Lower case: an attribute of SVG in any other is none, and whatever hears of focus would be a tab stop.
      tabindex: index === current ? 0 : -1,
      ref: (element: SVGGElement | null) => {
        if (element === null) elements.current.delete(index);
        else elements.current.set(index, element);
      },
      onFocus: () => {
        setStop(index);
        setFocused(index);
      },
      onBlur: () => setFocused(null),
      onKeyDown: (event: KeyboardEvent) => {
        const next = walk(index, event.key);
        if (next === null) return;
        event.preventDefault();
        elements.current.get(next)?.focus();
      },
    }),
  };
}
