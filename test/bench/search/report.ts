/** The runs as tables for a person. */
import { median, quantile } from "../../../src/base/statistics.ts";
import type { Row } from "./rows.ts";
import type { Trace } from "./trace.ts";

/** Four digits, as the figures compared with have. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return Number(value.toPrecision(4)).toString();
}

/** Columns as wide as their widest cell, numbers to the right of the first. */
function aligned(lines: readonly (readonly string[])[]): string {
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

const checkpoints = [0.5, 0.75, 1];

/** A line a problem and method: hypervolume after half, three quarters and all of the budget. */
export function traceTable(traces: readonly Trace[]): string {
  const groups = new Map<string, Trace[]>();
  for (const trace of traces) {
    const key = `${trace.problem} ${trace.method}`;
    groups.set(key, [...(groups.get(key) ?? []), trace]);
  }
  const lines = [...groups.values()].map((group) => {
    const length = Math.max(...group.map(({ hypervolumes }) => hypervolumes.length));
    const cells = checkpoints.map((share) => {
      const values = group.map(({ hypervolumes }) => hypervolumes[Math.round(share * length) - 1] ?? Number.NaN);
      return `${brief(median(values))} [${brief(quantile(values, 0.25))}, ${brief(quantile(values, 0.75))}]`;
    });
    const total = (count: (trace: Trace) => number) => group.reduce((sum, trace) => sum + count(trace), 0).toString();
    return [
      group[0]?.problem ?? "",
      group[0]?.method ?? "",
      group.length.toString(),
      length.toString(),
      ...cells,
      total(({ infeasible }) => infeasible),
      total(({ duplicates }) => duplicates),
      brief(median(group.flatMap(({ milliseconds }) => milliseconds))),
    ];
  });
  const header = ["problem", "method", "seeds", "trials", "after half", "after ¾", "after all", "infeasible"];
  const table = aligned([[...header, "duplicates", "ms a proposal"], ...lines]);
  return `Hypervolume: median [quartiles] of the seeds\n${table}`;
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
