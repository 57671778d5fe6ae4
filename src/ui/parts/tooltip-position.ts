export interface Position {
  readonly left: number;
  readonly top: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const margin = 8;

/** Where a bubble goes, in pixels of the window: below its word, above it where there is no room, never outside. */
export function tooltipPosition(word: Position & Size, bubble: Size, view: Size): Position {
  const left = Math.max(margin, Math.min(word.left, view.width - bubble.width - margin));
  const below = word.top + word.height + margin;
  const fitsBelow = below + bubble.height + margin <= view.height;
  return { left, top: fitsBelow ? below : Math.max(margin, word.top - bubble.height - margin) };
}
