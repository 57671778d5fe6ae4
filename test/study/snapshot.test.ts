import { describe, expect, it } from "vitest";
import { parse } from "../../src/study/parse.ts";
import { earlierStudySchema, earlierTrialsLimit } from "../../src/study/earlier-study.ts";
import { snapshotOf } from "../../src/study/snapshot.ts";
import { device, someArchitecture, studyWith, trialWith } from "../suites/studies.ts";

const of = (hiddenSize: number) => ({ architecture: { ...someArchitecture, hiddenSize } });

describe("the snapshot of a study", () => {
  it("keeps what had to be measured, and latencies of the newest device", () => {
    const laptop = { ...device, key: "laptop", adapter: "Laptop GPU" };
    const study = studyWith([
      trialWith({ mlmAccuracy: 0.1, latencyMs: 9 }, { ...of(64), id: 0, role: "baseline", finishedAt: 1 }),
      trialWith({ mlmAccuracy: 0.23456, latencyMs: 2, parameters: 5e6 }, { ...of(96), id: 1, device: laptop, finishedAt: 2 }),
      trialWith({ mlmAccuracy: 0.9, latencyMs: 9 }, { ...of(96), id: 2, role: "regular", parent: 1, finishedAt: 3 }),
      trialWith({}, { ...of(128), id: 3, state: "infeasible", measurement: null }),
      trialWith({ parameters: 1e6 }, { ...of(160), id: 4, device: laptop, finishedAt: 2 }),
    ]);
    const snapshot = snapshotOf(study);
    expect(snapshot).toEqual({
      id: "study",
      name: "study",
      device: "Laptop GPU",
      trials: [
        { ...of(64), values: { mlmAccuracy: 0.1 } },
        { ...of(96), values: { mlmAccuracy: 0.2346, latencyMs: 2 } },
      ],
    });
    expect(parse(earlierStudySchema, snapshot, "the snapshot")).toEqual(snapshot);
  });

  it("keeps the front of a long study, and an even sample of the others", () => {
    // Every tenth is on the front: better and slower than the one ten before.
    const trials = Array.from({ length: 300 }, (_, id) => {
      const step = Math.floor(id / 10);
      return trialWith({ mlmAccuracy: 0.1 + 0.01 * step - (id % 10) * 0.001, latencyMs: 1 + step + (id % 10) * 0.01 }, { ...of(id + 1), id });
    });
    const kept = snapshotOf(studyWith(trials)).trials.map(({ architecture }) => architecture.hiddenSize - 1);
    expect(kept).toHaveLength(earlierTrialsLimit);
    expect(kept.filter((id) => id % 10 === 0)).toHaveLength(30);
    // 70 of the other 270, so never four left out in a row beside the front's.
    const gaps = kept.slice(1).map((id, index) => id - (kept[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5);
  });

  it("is refused where nothing was measured", () => {
    const nothing = studyWith([trialWith({}, { state: "infeasible", measurement: null })]);
    expect(() => snapshotOf(nothing)).toThrow(/nothing to learn from.*"study"$/);
  });
});
