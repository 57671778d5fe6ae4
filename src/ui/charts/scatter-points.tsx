import { useMemo } from "preact/hooks";
import type { Axis } from "./axis.ts";
import { Mark } from "./marks.tsx";
import type { PlacedPoint, ScatterLayout } from "./scatter-layout.ts";
import { pointInWords } from "./scatter-point.ts";
import { useRoving, walkAlong } from "./use-roving.ts";

interface Props {
  readonly title: string;
  readonly layout: ScatterLayout;
  readonly x: Axis;
  readonly y: Axis;
  readonly selected: string | null;
  readonly onActive: (index: number | null) => void;
  readonly onSelect: ((id: string) => void) | undefined;
}

/** Pixels around the pointer in which the nearest point answers. */
const reach = 28;

/** Index of the point nearest to a place, within reach; null if none is. */
export function nearestPoint(placed: readonly { x: number; y: number }[], x: number, y: number): number | null {
  let nearest: number | null = null;
  let least = reach;
  placed.forEach((candidate, index) => {
    const distance = Math.hypot(candidate.x - x, candidate.y - y);
    if (distance <= least) {
      nearest = index;
      least = distance;
    }
  });
  return nearest;
}

/** The points as a list box: one tab stop, Left and Right along x, Up and Down along y, Enter picks. */
export function ScatterPoints({ title, layout, x: xAxis, y: yAxis, selected, onActive, onSelect }: Props) {
  const { placed, area } = layout;
  const walk = useMemo(() => {
    const order = (key: (point: PlacedPoint) => number) =>
      placed
        .map((point, index) => ({ index, key: key(point) }))
        .sort((one, other) => one.key - other.key)
        .map(({ index }) => index);
    return walkAlong(order((point) => point.x), order((point) => -point.y));
  }, [placed]);
  const picked = placed.findIndex(({ point }) => point.id === selected);
  const roving = useRoving(placed.length, walk, Math.max(0, picked));
  const select = (index: number | null) => {
    const chosen = index === null ? undefined : placed[index];
    if (chosen !== undefined) onSelect?.(chosen.point.id);
  };
  const under = (event: PointerEvent | MouseEvent) => {
    const drawing = (event.currentTarget as SVGElement).getBoundingClientRect();
    // The rectangle that listens begins at the plot's corner.
    return nearestPoint(placed, event.clientX - drawing.left + area.left, event.clientY - drawing.top + area.top);
  };
  return (
    <g role={onSelect === undefined ? "list" : "listbox"} aria-label={`Points of: ${title}`}>
      {placed.map(({ point, x, y }, index) => {
        const attributes = roving.point(index);
        return (
          <g
            key={point.id}
            class={point.id === selected ? "point point-selected" : "point"}
            transform={`translate(${x} ${y})`}
            role={onSelect === undefined ? "listitem" : "option"}
            aria-label={pointInWords(point, xAxis, yAxis)}
            {...(onSelect === undefined ? {} : { "aria-selected": point.id === selected })}
            {...attributes}
            onFocus={() => {
              attributes.onFocus();
              onActive(index);
            }}
            onBlur={() => {
              attributes.onBlur();
              onActive(null);
            }}
            onClick={() => select(index)}
            onKeyDown={(event) => {
              if (event.key === "Enter" || event.key === " ") {
                event.preventDefault();
                select(index);
              } else attributes.onKeyDown(event);
            }}
          >
            <circle class="point-halo" r={10} />
            <Mark kind={point.mark} />
          </g>
        );
      })}
      <rect
        class="chart-catcher"
        x={area.left}
        y={area.top}
        width={Math.max(0, area.right - area.left)}
        height={Math.max(0, area.bottom - area.top)}
        aria-hidden="true"
        onPointerMove={(event) => onActive(under(event))}
        onPointerLeave={() => onActive(roving.focused)}
        onClick={(event) => select(under(event))}
      />
    </g>
  );
}
