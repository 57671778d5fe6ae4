import { describe, expect, it } from "vitest";
import { decodeShare, encodeShare } from "../../../src/formats/share-link.ts";
import { explain, suggest } from "../../../src/search/index.ts";
import { snapshotOf } from "../../../src/study/snapshot.ts";
import { device } from "../../suites/studies.ts";
import { runStudy, students576, trialOf } from "../stand-in.ts";
import { studyWith } from "../../suites/studies.ts";

/** The same students on a device that is four times as slow. */
const elsewhere = (() => {
  const study = runStudy((before, seed) => suggest(before, 1, seed), 14, 1);
  return {
    ...study,
    name: "Laptop study",
    trials: study.trials.map((trial) => {
      const { latencyMs, ...others } = trial.measurement?.metrics ?? {};
      const slow = latencyMs && { value: 4 * latencyMs.value, low: 4 * latencyMs.low, high: 4 * latencyMs.high, samples: 9 };
      return {
        ...trial,
        device: { ...device, key: "laptop" },
        measurement: { timing: null, metrics: { ...others, ...(slow && { latencyMs: slow }) } },
      };
    }),
  };
})();
const requirements = { space: students576, budget: { kind: "trials", trials: 20 } as const, prior: [snapshotOf(elsewhere)] };

describe("a study with an earlier one to learn from", () => {
  const empty = studyWith([], requirements);
  const first = suggest(empty, 5, 7);
  const study = studyWith(first.map((suggestion, id) => trialOf(id, suggestion, 7)), requirements);

  it("asks it for every other of the first trials, some of which it may have tried", () => {
    expect(first.map(({ origin }) => origin)).toEqual([
      "space-filling",
      "earlier study",
      "space-filling",
      "earlier study",
      "space-filling",
    ]);
  });

  it("says of each metric what came of it", () => {
    const { lessons } = explain(study, 7);
    expect(Object.keys(lessons)).toEqual(["mlmAccuracy", "latencyMs"]);
    expect(lessons["latencyMs"]).toEqual({ kind: "learned", from: "Laptop study" });
    const ofFour = explain(studyWith(study.trials.slice(0, 4), requirements), 7).lessons;
    expect(ofFour).toEqual({ mlmAccuracy: { kind: "open" }, latencyMs: { kind: "open" } });
    expect(explain(studyWith(study.trials, { ...requirements, prior: [] }), 7).lessons).toEqual({});
  });

  it("proposes the same wherever it is opened", async () => {
    const shared = await decodeShare((await encodeShare(empty)).fragment);
    expect(suggest(shared, 5, 7)).toEqual(first);
  });
});
