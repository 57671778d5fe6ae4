export interface Sorting {
  readonly key: string;
  readonly direction: "ascending" | "descending";
}

/** The sorting after a press on a column's header: ascending first, then the other way. */
export function toggled(sorting: Sorting | null, key: string): Sorting {
  const flip = sorting?.key === key && sorting.direction === "ascending";
  return { key, direction: flip ? "descending" : "ascending" };
}

/** A sorted copy; stable, and rows without a value come last in both directions. */
export function sortedRows<Row>(
  rows: readonly Row[],
  by: (row: Row) => number | string | null,
  direction: Sorting["direction"],
): readonly Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  return rows.toSorted((left, right) => {
    const [a, b] = [by(left), by(right)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), "en", { numeric: true });
  });
}
