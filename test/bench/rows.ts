/** What a bench finds out, a row a comparison: a table for a person, JSON for a script. */

export interface Row {
  readonly name: string;
  /** Infinite, so null in JSON, where it was never reached. */
  readonly ours: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly goal: string;
  readonly holds: boolean;
}

export const row = (name: string, ours: number, baseline: number, goal: string, holds: boolean): Row => ({
  name,
  ours,
  baseline,
  ratio: ours / baseline,
  goal,
  holds,
});

/** Four digits, as the figures compared with have. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return Number(value.toPrecision(4)).toString();
}

/** Columns as wide as their widest cell, numbers to the right of the first two. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export const rowTable = (rows: readonly Row[]) =>
  aligned([
    ["comparison", "holds", "ours", "baseline", "ratio", "goal"],
    ...rows.map(({ name, ours, baseline, ratio, goal, holds }) => [
      name,
      holds ? "yes" : "NO",
      brief(ours),
      brief(baseline),
      brief(ratio),
      goal,
    ]),
  ]);
