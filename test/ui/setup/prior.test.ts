import { describe, expect, it } from "vitest";
import type { StudySummary } from "../../../src/lab/port.ts";
import { summarise } from "../../../src/lab/summaries.ts";
import { defaultRequirements } from "../../../src/study/requirements.ts";
import { snapshotOf } from "../../../src/study/snapshot.ts";
import { earlierStudies, metricsInCommon, withPrior } from "../../../src/ui/setup/prior.ts";
import { studyWith, trialWith } from "../../suites/studies.ts";

const measured = (count: number) => studyWith(Array.from({ length: count }, (_, id) => trialWith({ latencyMs: 2 + id }, { id })));
const summary = (id: string, count: number, more: Partial<StudySummary> = {}): StudySummary => ({
  ...summarise({ ...measured(count), id, name: `Study ${id}` }, 0, false),
  ...more,
});

describe("earlier studies", () => {
  it("are offered when they have something to tell and do not run, newest first, the chosen ones before", () => {
    const chosen = { ...snapshotOf(measured(5)), id: "elsewhere", name: "From a link", device: "Laptop GPU" };
    const kept = [summary("old", 4), summary("short", 3), summary("new", 9, { createdAt: 5 }), summary("now", 9, { state: "running" })];
    expect(earlierStudies([chosen], kept)).toEqual([
      { id: "elsewhere", label: "From a link, Laptop GPU, 5 trials", chosen: true },
      { id: "new", label: "Study new, unknown, 9 trials", chosen: false },
      { id: "old", label: "Study old, unknown, 4 trials", chosen: false },
    ]);
    expect(earlierStudies([{ ...chosen, id: "new" }], kept).map(({ id }) => id)).toEqual(["new", "old"]);
  });

  it("must have measured what the study is about", () => {
    const snapshot = snapshotOf(measured(4));
    expect(metricsInCommon(snapshot, defaultRequirements)).toEqual(["latencyMs"]);
    const objectives = [{ metric: "mlmAccuracy" as const, direction: "maximise" as const }];
    expect(metricsInCommon(snapshot, { ...defaultRequirements, objectives })).toEqual([]);
  });

  it("leave no trace once they are taken back", () => {
    const taught = withPrior(defaultRequirements, [snapshotOf(measured(4))]);
    expect(taught.prior).toHaveLength(1);
    expect(withPrior(taught, [])).toEqual(defaultRequirements);
  });
});
