/** The runs as tables for a person. */
import { median, quantile } from "../../../src/base/statistics.ts";
import { aligned, brief } from "../rows.ts";
import type { Trace } from "./trace.ts";

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
