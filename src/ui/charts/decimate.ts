export type Sample = readonly [x: number, y: number];

/**
 * At most four samples a pixel column: its first, lowest, highest and last, so that no spike is lost and the line
 * still joins up. Samples must come in increasing x.
 */
export function decimate(samples: readonly Sample[], columns: number): readonly Sample[] {
  const usable = samples.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const first = usable[0];
  const last = usable.at(-1);
  if (first === undefined || last === undefined || usable.length <= 2 * columns) return usable;
  const width = (last[0] - first[0]) / columns || 1;
  const kept: Sample[] = [];
  let index = 0;
  while (index < usable.length) {
    const column: Sample[] = [];
    const opener = usable[index];
    if (opener === undefined) break;
    const end = Math.floor((opener[0] - first[0]) / width);
    for (let sample = usable[index]; sample !== undefined; sample = usable[index]) {
      if (Math.floor((sample[0] - first[0]) / width) !== end) break;
      column.push(sample);
      index += 1;
    }
    kept.push(...extremes(column));
  }
  return kept;
}

/** First, lowest, highest and last of one column, each once, in their order. */
function extremes(column: readonly Sample[]): readonly Sample[] {
  let lowest = 0;
  let highest = 0;
  column.forEach(([, y], index) => {
    if (y < (column[lowest]?.[1] ?? y)) lowest = index;
    if (y > (column[highest]?.[1] ?? y)) highest = index;
  });
  const wanted = new Set([0, lowest, highest, column.length - 1]);
  return column.filter((_, index) => wanted.has(index));
}

/** Index of the sample nearest to `x`, by bisection; -1 if there is none. Samples must come in increasing x. */
export function nearestIndex(samples: readonly Sample[], x: number): number {
  let low = 0;
  let high = samples.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.[0] ?? x) <= x) low = middle;
    else high = middle;
  }
  const distance = (index: number) => Math.abs((samples[index]?.[0] ?? Number.POSITIVE_INFINITY) - x);
  return distance(low) <= distance(high) ? low : high;
}
