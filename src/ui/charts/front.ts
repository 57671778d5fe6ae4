/** The front of two metrics, and the staircase that bounds what it attains. */

export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

export type Better = "lower" | "higher";

const beats = (better: Better, one: number, other: number) => (better === "lower" ? one < other : one > other);

/** The points no other point beats or equals in both metrics, best x first; of equal points the first. */
export function frontOf<P extends PlanePoint>(points: readonly P[], xBetter: Better, yBetter: Better): readonly P[] {
  const ordered = [...points].sort((one, other) => {
    if (one.x !== other.x) return beats(xBetter, one.x, other.x) ? -1 : 1;
    if (one.y !== other.y) return beats(yBetter, one.y, other.y) ? -1 : 1;
    return 0;
  });
  const front: P[] = [];
  for (const point of ordered) {
    const last = front.at(-1);
    if (last === undefined || beats(yBetter, point.y, last.y)) front.push(point);
  }
  return front;
}

/**
 * The corners of the staircase: it enters at the worst y over the best x and leaves at the worst x.
 * @param front as `frontOf` gives it
 * @param worst the far corner of the plot, in the same units as the points
 */
export function staircase(front: readonly PlanePoint[], worst: PlanePoint): readonly PlanePoint[] {
  const first = front[0];
  const last = front.at(-1);
  if (first === undefined || last === undefined) return [];
  const corners: PlanePoint[] = [{ x: first.x, y: worst.y }];
  front.forEach((point, index) => {
    const previous = front[index - 1];
    if (previous !== undefined) corners.push({ x: point.x, y: previous.y });
    corners.push({ x: point.x, y: point.y });
  });
  corners.push({ x: worst.x, y: last.y });
  return corners;
}
